import qlvb from './qlvb/profile.json' with { type: 'json' };
import angular from './systems/angular/profile.json' with { type: 'json' };
import react from './systems/react/profile.json' with { type: 'json' };
import shadow from './systems/shadow/profile.json' with { type: 'json' };
import table from './systems/table/profile.json' with { type: 'json' };
import viewer from './systems/viewer/profile.json' with { type: 'json' };
import webforms from './systems/webforms/profile.json' with { type: 'json' };

/** Stands in for extension/sites/built-in.ts in the build for sandbox, demo and tests. The first that fits is used. */
export const builtInProfiles: readonly unknown[] = [webforms, table, angular, react, shadow, viewer, qlvb];

import { join } from 'node:path';
import { killSuite } from './support/kill-suite.ts';

killSuite('SQLite', async (folder, name) => ({ kind: 'sqlite', file: join(folder, `${name}.sqlite`) }));

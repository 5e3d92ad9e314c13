import type { ErrorCode } from '../../shared/errors.ts';
import { fitsAddress } from '../../shared/profile/read.ts';
import type { PageProfile } from '../messages/page.ts';
import { isCutOff } from './ask.ts';
import { createButton, type DockButton } from './button.ts';
import type { Lifetime } from './lifetime.ts';
import { offeredLists } from './list/offer.ts';
import { onDemand } from './on-demand.ts';
import { lookOnChanges } from './page-changes.ts';
import { findPlaces, type Insides, type Place } from './places.ts';
import { Controls } from './standing.ts';

/** The press is answered at once; what it needs may still be on its way, and is asked for the one time. */
async function pressed(button: DockButton, place: Place, profile: PageProfile): Promise<void> {
  button.show('busy');
  const address = location.href;
  const parts = await onDemand().catch(() => undefined);
  const fault = parts
    ? // What the page put in the way is in no list: `<form name="querySelectorAll">` hides the browser's own call.
      await parts.press(place, profile, address).catch(() => 'INTERNAL' satisfies ErrorCode)
    : ('SITE_WORKER_STOPPED' satisfies ErrorCode);
  if (fault === undefined) button.show('opened');
  else button.show('failed', fault);
}

/** True while the address is one that the profile's rules speak of. */
const appliesTo = ({ pages, lists }: PageProfile): boolean =>
  [...pages.filter(({ buttons }) => buttons.length > 0), ...lists].some(({ when }) =>
    fitsAddress(when, location.href),
  );

/** Puts the buttons and ticks of the profile into the page and keeps them there. */
export function init(life: Lifetime, profile: PageProfile): void {
  const buttons = new Controls<DockButton, Place>(({ rule, anchor, page }, current) =>
    createButton(
      rule,
      profile.words,
      (button) => void pressed(button, current(), profile),
      () => void onDemand().catch(() => undefined),
      anchor.ownerDocument,
      page.each !== undefined,
    ),
  );
  const lookAtLists = offeredLists()?.(life, profile);
  const look = (insides: Insides) => {
    // After an update of the extension another instance stands in the page, in a world of its own.
    if (isCutOff()) {
      life.end();
      return;
    }
    lookAtLists?.();
    buttons.stand(findPlaces(profile, insides));
  };
  lookOnChanges(life, profile.watched, look, () => appliesTo(profile));
  life.onEnd(() => buttons.remove());
}

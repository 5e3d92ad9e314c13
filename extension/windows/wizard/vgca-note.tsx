import { useEffect, useState } from 'preact/hooks';
import { matchesAny } from '../../../shared/profile/address.ts';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { changeVgcaSites, keptVgcaSites, withVgcaSite } from '../parts/vgca-site.ts';
import { asFailure } from '../parts/worker.ts';

/** The page was written for the VGCA Sign Service: one press has the extension answer it. */
export function VgcaNote({ address, check }: { address: string; check(): Promise<void> }) {
  const { host, origin } = new URL(address);
  const [on, setOn] = useState<boolean | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void keptVgcaSites().then((sites) => setOn(sites.some((site) => matchesAny(site.addresses, address))));
  }, [address]);
  const switchOn = async () => {
    try {
      await check();
      await changeVgcaSites((sites) => withVgcaSite(sites, `${origin}/*`));
      setOn(true);
    } catch (thrown) {
      setFailure(asFailure(thrown));
    }
  };
  if (on === null) return null;
  return (
    <section class="card" data-part="vgca">
      {failure && <ErrorNote failure={failure} />}
      {on ? (
        <Note kind="pass" says={t('wizardVgcaOn', host)} next={t('wizardVgcaOnNext')} />
      ) : (
        <Note kind="notice" says={t('wizardVgca', host)} next={t('wizardVgcaNext')} />
      )}
      {!on && (
        <div class="row">
          <button type="button" class="button primary" onClick={() => void switchOn()}>
            {t('wizardVgcaSwitch')}
          </button>
        </div>
      )}
    </section>
  );
}

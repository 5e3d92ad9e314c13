import { useEffect, useState } from 'preact/hooks';
import { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { matchesAny } from '../../../shared/profile/address.ts';
import type { ProfileList } from '../../background/profiles.ts';
import type { Failure } from '../../messages/reply.ts';
import { type Pickable, type Trial, trialSchema } from '../../messages/wizard.ts';
import { type MessageKey, t } from '../parts/text.ts';
import { asFailure, ask, saveFile } from '../parts/worker.ts';
import type { WebTab } from './choose-tab.tsx';
import { type Parts, partsOf, profileOf, ROLES, type RoleKey, without, withPicked } from './draft.ts';
import { inFront } from './in-front.ts';
import { type LookedAt, learnFromUpload, lookAtTab, order, pickOn, sameSite } from './page-link.ts';
import { isGood } from './trial-note.tsx';

const EMPTY_ROLES: readonly RoleKey[] = ROLES.map(({ key }) => key);

/** What the wizard knows of one tab, and everything a person can do about it. */
export function useTeaching(tab: WebTab) {
  const [looked, setLooked] = useState<LookedAt | null>(null);
  const [parts, setParts] = useState<Parts>({ fields: {} });
  const [trial, setTrial] = useState<Trial | null>(null);
  const [name, setName] = useState(new URL(tab.url).host);
  const [roles, setRoles] = useState(EMPTY_ROLES);
  const [busy, setBusy] = useState<MessageKey | null>('wizardLooking');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [known, setKnown] = useState(false);
  const [saved, setSaved] = useState(false);
  const [unlearned, setUnlearned] = useState<string | null>(null);

  const run = async (word: MessageKey, work: () => Promise<void>) => {
    setBusy(word);
    setFailure(null);
    setSaved(false);
    setUnlearned(null);
    try {
      await work();
    } catch (thrown) {
      setFailure(asFailure(thrown));
    }
    setBusy(null);
  };

  const tryParts = async (at: LookedAt, next: Parts) => {
    setParts(next);
    setTrial(null);
    if (!next.file || !next.place) return;
    await sameSite(at);
    const [page] = profileOf(at, next, name, EMPTY_ROLES).pages;
    if (!page) throw new KyguiError('SITE_WIZARD_PAGE');
    const encoding = next.encoding && { encoding: next.encoding };
    const result = await order(at, { wizard: 'try', page, ...encoding }, trialSchema);
    // The page asks for its files with a token: from now on so does the profile.
    if (result.headers) setParts({ ...next, file: { ...next.file, headers: result.headers } });
    setTrial(result);
  };

  const look = () =>
    run('wizardLooking', async () => {
      const found = await lookAtTab(tab.id);
      setLooked(found);
      const { profiles } = await ask<ProfileList>('sites.list', {});
      setKnown(
        profiles.some(
          ({ profile, source }) => source !== 'own' && matchesAny(profile.addresses, found.address),
        ),
      );
      await tryParts(found, partsOf(found.survey));
    });
  useEffect(() => {
    void look();
  }, [tab.id]);

  const point = (what: Pickable, word: MessageKey) =>
    run('wizardPointing', async () => {
      if (!looked) return;
      const { each } = parts;
      await inFront(tab, async () => {
        const hint = t('wizardHint', t(word));
        const picked = await pickOn(looked, { what, hint, ...(each !== undefined && { each }) });
        if (picked) await tryParts(looked, withPicked(parts, what, picked));
      });
    });
  const learn = () =>
    run('wizardLearning', async () => {
      if (!looked) return;
      const { each, file } = parts;
      const name = Array.isArray(file?.name) ? file.name[0] : file?.name;
      await inFront(tab, async () => {
        const learned = await learnFromUpload(looked, {
          hint: t('wizardLearnHint'),
          chosen: t('wizardLearnChosen'),
          done: t('wizardLearnDone'),
          ...(each !== undefined && { each }),
          ...(name && { fileName: name }),
        });
        if (learned?.unlearned !== undefined) setUnlearned(learned.unlearned);
        else if (learned) await tryParts(looked, withPicked(parts, 'input', learned));
      });
    });
  const giveUp = () => {
    if (looked) void order(looked, { wizard: 'stop' }, z.null()).catch(() => undefined);
  };
  const drop = (what: Pickable) =>
    run('wizardTrying', async () => {
      if (looked) await tryParts(looked, without(parts, what));
    });
  const save = () =>
    run('wizardSaving', async () => {
      if (!looked) return;
      await sameSite(looked);
      const profile = profileOf(looked, parts, name, roles);
      await ask('profile.save', { profile, tabId: looked.tabId, frameId: looked.frameId });
      setSaved(true);
    });
  const exportFile = () =>
    run('wizardSaving', async () => {
      if (!looked) return;
      const profile = profileOf(looked, parts, name, roles);
      const text = `${JSON.stringify(profile, null, 2)}\n`;
      saveFile(new Blob([text], { type: 'application/json' }), `${profile.id}.json`);
    });

  return {
    looked,
    parts,
    trial,
    name,
    setName,
    roles,
    setRoles,
    busy,
    failure,
    known,
    saved,
    unlearned,
    ready: trial !== null && isGood(trial) && roles.length > 0,
    look,
    point,
    learn,
    giveUp,
    drop,
    tryAgain: () =>
      run('wizardTrying', async () => {
        if (looked) await tryParts(looked, parts);
      }),
    save,
    exportFile,
  };
}

import { useEffect, useState } from 'preact/hooks';
import { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { matchesAny } from '../../../shared/profile/address.ts';
import {
  composeEntry,
  type EntryDraft,
  entryProfile,
  mergeProfiles,
  nameOf,
  withWrite,
} from '../../../shared/profile/propose/entry.ts';
import type { HandInRule } from '../../../shared/profile/schema.ts';
import type { ProfileList } from '../../background/profiles.ts';
import type { Failure } from '../../messages/reply.ts';
import {
  type EntryOrder,
  type EntryPickable,
  type EntryTrial,
  entryPickedSchema,
  entryTrialSchema,
  entryWrittenSchema,
} from '../../messages/wizard-entry.ts';
import { type MessageKey, t } from '../parts/text.ts';
import { asFailure, ask, saveFile } from '../parts/worker.ts';
import type { WebTab } from './choose-tab.tsx';
import { SAMPLE_LETTER } from './entry-sample.ts';
import { inFront } from './in-front.ts';
import { type EntryLookedAt, lookForEntry, order, sameSite } from './page-link.ts';

/** Said once behind what the person did. */
export type EntryNotice = 'refused' | 'saved' | { written: number } | { cleared: number };

/** The rule as far as it is known; without a file input the rest is tried all the same. */
const ruleOf = (draft: EntryDraft, { address }: EntryLookedAt): HandInRule =>
  composeEntry({ ...draft, file: draft.file ?? 'input[type=file]' }, address);

const isGood = (draft: EntryDraft, trial: EntryTrial): boolean =>
  draft.file !== undefined &&
  trial.holds &&
  trial.file &&
  trial.attachments &&
  trial.writes.some(({ state }) => state !== 'missing');

const profilesHere = async ({ address }: EntryLookedAt): Promise<ProfileList['profiles']> => {
  const { profiles } = await ask<ProfileList>('sites.list', {});
  return profiles.filter(({ profile }) => matchesAny(profile.addresses, address));
};

/** What the wizard knows of the entry form of one tab, and everything a person can do about it. */
export function useEntry(tab: WebTab) {
  const [looked, setLooked] = useState<EntryLookedAt | null>(null);
  const [draft, setDraft] = useState<EntryDraft>({ write: [] });
  const [trial, setTrial] = useState<EntryTrial | null>(null);
  const [name, setName] = useState(new URL(tab.url).host);
  const [busy, setBusy] = useState<MessageKey | null>('wizardLooking');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [known, setKnown] = useState(false);
  const [notice, setNotice] = useState<EntryNotice | null>(null);
  /** A sample stands in the form now. */
  const [sampled, setSampled] = useState(false);

  const run = async (word: MessageKey, work: () => Promise<void>) => {
    setBusy(word);
    setFailure(null);
    setNotice(null);
    try {
      await work();
    } catch (thrown) {
      setFailure(asFailure(thrown));
    }
    setBusy(null);
  };
  const onPage = (word: MessageKey, work: (at: EntryLookedAt) => Promise<void>) =>
    run(word, async () => {
      if (!looked) return;
      await sameSite(looked);
      await work(looked);
    });

  const tryDraft = async (at: EntryLookedAt, next: EntryDraft) => {
    setDraft(next);
    setTrial(null);
    await sameSite(at);
    const rule = ruleOf(next, at);
    setTrial(await order(at, { wizard: 'entry-try', rule, values: SAMPLE_LETTER }, entryTrialSchema));
  };
  const clear = async (at: EntryLookedAt) => {
    const { controls } = await order(at, { wizard: 'entry-clear' }, entryWrittenSchema);
    setSampled(false);
    return controls;
  };

  const look = () =>
    run('wizardLooking', async () => {
      // Looking brings the script anew, and only the one that is there knows what stood in the form.
      if (looked && sampled) await clear(looked);
      const found = await lookForEntry(tab.id);
      setLooked(found);
      const here = await profilesHere(found);
      setKnown(here.some(({ profile, source }) => source !== 'own' && (profile.handIn ?? []).length > 0));
      const own = here.find(({ source }) => source === 'own');
      if (own) setName(own.profile.name.vi);
      const { score: _, depth: __, ...survey } = found.survey;
      await tryDraft(found, survey);
    });
  useEffect(() => {
    void look();
  }, [tab.id]);

  useEffect(() => {
    if (!looked || !sampled) return;
    // The window is closed while a sample stands in the form: nobody else would take it back.
    const leave = () =>
      void order(looked, { wizard: 'entry-clear' }, entryWrittenSchema).catch(() => undefined);
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, [looked, sampled]);

  const point = (what: EntryPickable, word: MessageKey) =>
    onPage('wizardPointing', async (at) => {
      await inFront(tab, async () => {
        const ordered: EntryOrder = { wizard: 'entry-pick', what, hint: t('wizardHint', t(word)) };
        const picked = await order(at, ordered, entryPickedSchema);
        if (!picked) return;
        if ('refused' in picked) setNotice('refused');
        else if ('write' in picked) await tryDraft(at, withWrite(draft, picked.write));
        else await tryDraft(at, { ...draft, [what]: picked.input });
      });
    });
  const drop = (what: EntryPickable) =>
    onPage('wizardTrying', async (at) => {
      const { [what as 'file']: _, ...left } = draft;
      const write = draft.write.filter((rule) => nameOf(rule) !== what);
      await tryDraft(at, { ...left, write });
    });

  const profileOf = (at: EntryLookedAt) => {
    if (draft.file === undefined)
      throw new KyguiError('SITE_WIZARD_INCOMPLETE', { part: t('wizardEntryFile') });
    return entryProfile(ruleOf(draft, at), at.address, name);
  };

  return {
    looked,
    draft,
    trial,
    name,
    setName,
    busy,
    failure,
    known,
    notice,
    sampled,
    ready: trial !== null && isGood(draft, trial),
    look,
    point,
    drop,
    giveUp: () => {
      if (looked) void order(looked, { wizard: 'stop' }, z.null()).catch(() => undefined);
    },
    tryAgain: () => onPage('wizardTrying', (at) => tryDraft(at, draft)),
    show: () =>
      onPage('wizardTrying', async (at) => {
        const rule = ruleOf(draft, at);
        await order(at, { wizard: 'entry-show', rule, values: SAMPLE_LETTER }, entryWrittenSchema);
      }),
    write: () =>
      onPage('wizardTrying', async (at) => {
        const ordered: EntryOrder = { wizard: 'entry-write', rule: ruleOf(draft, at), values: SAMPLE_LETTER };
        const { controls } = await order(at, ordered, entryWrittenSchema);
        setSampled(controls > 0 || sampled);
        setNotice({ written: controls });
      }),
    clear: () => onPage('wizardTrying', async (at) => setNotice({ cleared: await clear(at) })),
    save: () =>
      onPage('wizardSaving', async (at) => {
        const { tabId, frameId } = at;
        // A sample that stays in the form would be saved there for a letter.
        if (sampled) await clear(at);
        await ask('profile.save', { profile: profileOf(at), tabId, frameId });
        setNotice('saved');
      }),
    exportFile: () =>
      onPage('wizardSaving', async (at) => {
        const [before] = await profilesHere(at);
        const profile = mergeProfiles(before?.profile, profileOf(at));
        const text = `${JSON.stringify(profile, null, 2)}\n`;
        saveFile(new Blob([text], { type: 'application/json' }), `${profile.id}.json`);
      }),
  };
}

import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { matchesAny } from '../../../shared/profile/address.ts';
import type { GiveBackRule } from '../../../shared/profile/schema.ts';
import type { ProfileList } from '../../background/profiles.ts';
import type { Failure } from '../../messages/reply.ts';
import { type Pickable, pickedSchema, type Trial, trialSchema } from '../../messages/wizard.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { SitePermission, useSitePermission } from '../parts/site-permission.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { asFailure, ask, saveFile } from '../parts/worker.ts';
import { ChooseTab, isWebTab, type WebTab } from './choose-tab.tsx';
import { FIELDS, type Parts, partsOf, profileOf, ROLES, type RoleKey, without, withPicked } from './draft.ts';
import { addressOf, hostPattern, type LookedAt, learnFromUpload, lookAtTab, order } from './page-link.ts';
import { isGood, TrialNote } from './trial-note.tsx';
import { VgcaNote } from './vgca-note.tsx';

const EMPTY_ROLES: readonly RoleKey[] = ROLES.map(({ key }) => key);

/** Brings the page to the front, where the person points; and back. */
async function inFront(tab: WebTab, work: () => Promise<void>): Promise<void> {
  const own = await browser.windows.getCurrent();
  await browser.tabs.update(tab.id, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
  try {
    await work();
  } finally {
    if (own.id !== undefined) await browser.windows.update(own.id, { focused: true }).catch(() => undefined);
  }
}

/** One line of the table: what it is, what was read, and how to change it. */
function Part(props: {
  word: MessageKey;
  what: Pickable;
  shown?: string | undefined;
  /** Where on the page, in the words of a profile: for IT, who points at the line. */
  rule?: string | undefined;
  /** What was read does not look like what it should be. */
  odd?: boolean | undefined;
  known: boolean;
  onPoint(what: Pickable, word: MessageKey): void;
  onDrop?: ((what: Pickable) => void) | undefined;
  onLearn?: () => void;
}) {
  const { what, word, known, onDrop, onLearn } = props;
  return (
    <tr data-part={what}>
      <th scope="row">{t(word)}</th>
      <td>
        {known ? (
          <span title={props.rule} class={props.odd ? 'missing' : undefined}>
            {props.shown ?? t('wizardNotTried')}
          </span>
        ) : (
          <span class="soft">{t('wizardNotFound')}</span>
        )}
      </td>
      <td class="acts">
        <div class="row">
          <button
            type="button"
            class="button small"
            aria-label={`${t('wizardPoint')}: ${t(word)}`}
            onClick={() => props.onPoint(what, word)}
          >
            {t('wizardPoint')}
          </button>
          {onLearn && (
            <button type="button" class="button small" onClick={onLearn}>
              {t('wizardLearn')}
            </button>
          )}
          {known && onDrop && (
            <button
              type="button"
              class="button small quiet"
              aria-label={`${t('wizardDrop')}: ${t(word)}`}
              onClick={() => onDrop(what)}
            >
              {t('wizardDrop')}
            </button>
          )}
        </div>
      </td>
    </tr>
  );
}

/** How the file goes back, in a word that a person can compare with the page. */
function wayOf(rule: GiveBackRule): string | undefined {
  if (rule.way === 'form') return undefined;
  if (rule.way === 'viewer') return t('wizardByViewer');
  const { address } = rule;
  const where = Array.isArray(address) ? address[0] : address;
  return t('wizardByRequest', where?.into ?? where?.constant ?? '');
}

function Teach({ tab }: { tab: WebTab }) {
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

  /** Nothing is tried or kept once the frame shows another site than the one that was looked at. */
  const sameSite = async (at: LookedAt) => {
    const address = await addressOf(at.tabId, at.frameId);
    if (address === undefined) throw new KyguiError('SITE_WIZARD_PAGE');
    const { origin, host } = new URL(address);
    if (origin !== new URL(at.address).origin) throw new KyguiError('SITE_WIZARD_OTHER_SITE', { host });
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
        const picked = await order(
          looked,
          { wizard: 'pick', what, hint, ...(each !== undefined && { each }) },
          pickedSchema,
        );
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

  const valuesOf = (field: (typeof FIELDS)[number][0]) => trial?.fields[field]?.values.join('; ');
  const { giveBack } = parts;
  const back = giveBack?.way === 'form' ? giveBack : undefined;
  const saving = giveBack?.way === 'request' ? undefined : giveBack;
  const ready = trial !== null && isGood(trial) && roles.length > 0;
  return (
    <>
      {failure && <ErrorNote failure={failure} />}
      {known && <Note kind="notice" says={t('wizardKnown')} />}
      {busy && (
        <Busy
          text={t(busy)}
          onStop={busy === 'wizardPointing' || busy === 'wizardLearning' ? giveUp : undefined}
        />
      )}
      {looked?.survey.vgca && <VgcaNote address={looked.address} check={() => sameSite(looked)} />}
      {looked && (
        <section class="card">
          <h2>{t('wizardFound', new URL(looked.address).host)}</h2>
          <table class="parts">
            <tbody>
              <Part
                word="wizardFile"
                what="file"
                known={parts.file !== undefined}
                shown={trial?.file?.name}
                onPoint={point}
              />
              {FIELDS.map(([field, word]) => (
                <Part
                  key={field}
                  word={word}
                  what={field}
                  known={parts.fields[field] !== undefined}
                  shown={valuesOf(field)}
                  odd={trial?.fields[field]?.expected === false}
                  onPoint={point}
                  onDrop={drop}
                />
              ))}
              <Part
                word="wizardAttachments"
                what="attachments"
                known={parts.attachments !== undefined}
                shown={trial && trial.attachments.length > 0 ? trial.attachments.join('; ') : undefined}
                onPoint={point}
                onDrop={drop}
              />
              <Part
                word="wizardIdentity"
                what="identity"
                known={parts.identity !== undefined}
                shown={trial?.identity ?? undefined}
                onPoint={point}
                onDrop={drop}
              />
              <Part
                word="wizardInput"
                what="input"
                known={giveBack !== undefined}
                shown={giveBack && wayOf(giveBack)}
                rule={back?.input}
                onPoint={point}
                onDrop={drop}
                onLearn={() => void learn()}
              />
              {back && (
                <Part
                  word="wizardSubmit"
                  what="submit"
                  known={back.submit !== undefined}
                  rule={back.submit}
                  onPoint={point}
                />
              )}
              {saving && (
                <Part
                  word="wizardAfterwards"
                  what="afterwards"
                  known={parts.afterwards !== undefined}
                  shown={t('wizardAfterwardsSays')}
                  onPoint={point}
                  onDrop={drop}
                />
              )}
              <Part
                word="wizardPlace"
                what="place"
                known={parts.place !== undefined}
                rule={parts.place?.at}
                onPoint={point}
              />
            </tbody>
          </table>
          <div class="row">
            <button type="button" class="button small" disabled={busy !== null} onClick={() => void look()}>
              {t('wizardAgain')}
            </button>
          </div>
        </section>
      )}
      {looked && (
        <section class="card">
          <label class="field">
            <span>{t('wizardName')}</span>
            <input
              name="name"
              maxLength={80}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
          <fieldset class="field plain">
            <legend>{t('wizardRoles')}</legend>
            {ROLES.map(({ key, word }) => (
              <label key={key} class="row">
                <input
                  type="checkbox"
                  name={key}
                  checked={roles.includes(key)}
                  onChange={(event) =>
                    setRoles(
                      event.currentTarget.checked ? [...roles, key] : roles.filter((one) => one !== key),
                    )
                  }
                />
                <span>{t(word)}</span>
              </label>
            ))}
          </fieldset>
          {trial && <TrialNote trial={trial} back={giveBack?.way} />}
          {unlearned !== null && (
            <Note kind="notice" says={t('wizardUnlearned', unlearned)} next={t('wizardUnlearnedNext')} />
          )}
          {saved && <Note kind="pass" says={t('wizardSaved', name)} next={t('wizardSavedNext')} />}
          <div class="row">
            <button
              type="button"
              class="button"
              disabled={busy !== null}
              onClick={() => void run('wizardTrying', () => tryParts(looked, parts))}
            >
              {t('wizardTry')}
            </button>
            <button
              type="button"
              class="button primary"
              disabled={busy !== null || !ready}
              onClick={() => void save()}
            >
              {t('wizardSave')}
            </button>
            <button
              type="button"
              class="button quiet"
              disabled={busy !== null || !parts.file || !parts.place}
              onClick={() => void exportFile()}
            >
              {t('wizardExport')}
            </button>
          </div>
        </section>
      )}
    </>
  );
}

function Permitted({ tab }: { tab: WebTab }) {
  const origins = [hostPattern(tab.url)];
  const granted = useSitePermission(origins);
  if (granted === undefined) return null;
  return granted ? <Teach tab={tab} /> : <SitePermission origins={origins} host={new URL(tab.url).host} />;
}

/** The clerk teaches the extension her own document system: it looks, she points at what it missed, it tries, she keeps it. */
export function Wizard() {
  const [tab, setTab] = useState<WebTab | null>(null);
  useEffect(() => {
    // Opened from the page itself: the person need not choose it.
    const named = Number(new URLSearchParams(location.search).get('tab') ?? Number.NaN);
    if (!Number.isInteger(named)) return;
    browser.tabs.get(named).then(
      (found) => isWebTab(found) && setTab(found),
      () => undefined,
    );
  }, []);
  return (
    <main class="page">
      <h1>{t('wizardTitle')}</h1>
      <p class="soft">{t('wizardWhy')}</p>
      {tab ? <Permitted key={tab.id} tab={tab} /> : <ChooseTab onChoose={setTab} />}
    </main>
  );
}

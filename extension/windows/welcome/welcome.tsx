import { useEffect, useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { LinkReport } from '../../background/link.ts';
import { type Job, jobStorageKey } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { LanguageChoice } from '../options/language-choice.tsx';
import { RoleCertificates } from '../options/role-certificates.tsx';
import { useDesk } from '../options/use-desk.ts';
import { PairForm } from '../pairing/pair-form.tsx';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { SitePermission } from '../parts/site-permission.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { useTokenList } from '../parts/use-token-list.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { FindBridgeStep } from './find-bridge-step.tsx';
import { type Progress, STEPS, type Step, useProgress, without } from './progress.ts';
import { SampleStep } from './sample-step.tsx';
import { TokenStep } from './token-step.tsx';

const TITLES: Record<Step, MessageKey> = {
  bridge: 'stepBridge',
  pair: 'stepPair',
  token: 'stepToken',
  certificates: 'stepCertificates',
  sample: 'stepSample',
};
/** The others follow from these, or are chosen in the settings. */
const FIRST_ROLES = ['approve', 'issue', 'receive', 'copy'] as const;

type State = 'done' | 'skipped' | 'todo';
const STATE_WORDS: Record<State, MessageKey> = { done: 'stepDone', skipped: 'stepSkipped', todo: 'stepTodo' };
const MARKS: Record<State, string> = { done: '✓', skipped: '–', todo: '' };

/** Steps with their states; the one that is shown is marked, and each can be gone to. */
function StepList(props: { states: Record<Step, State>; current: Step | null; onGo(step: Step): void }) {
  return (
    <ol class="first-steps">
      {STEPS.map((step, index) => {
        const state = props.states[step];
        return (
          <li key={step}>
            <button
              type="button"
              class={`step-button ${state}`}
              aria-current={step === props.current ? 'step' : undefined}
              onClick={() => props.onGo(step)}
            >
              <span class="step-mark" aria-hidden="true">
                {MARKS[state] || index + 1}
              </span>
              <span>
                {t(TITLES[step])}
                <span class="step-state">{t(STATE_WORDS[state])}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** All is done: what a person may want to do next. */
function Finished({ left, onGo }: { left: Step | undefined; onGo(step: Step): void }) {
  const open = (page: string) => () => void ask('window.open', { page });
  return (
    <>
      <Note
        kind={left ? 'notice' : 'pass'}
        says={t(left ? 'welcomeLeft' : 'welcomeReady')}
        next={t('welcomeReadyNext')}
      />
      <SitePermission />
      <div class="row">
        {left && (
          <button type="button" class="button primary" onClick={() => onGo(left)}>
            {t(TITLES[left])}
          </button>
        )}
        <button
          type="button"
          class={left ? 'button' : 'button primary'}
          onClick={() => void browser.runtime.openOptionsPage()}
        >
          {t('welcomePictures')}
        </button>
        <button type="button" class="button" onClick={open('diagnosis')}>
          {t('openDiagnosis')}
        </button>
      </div>
    </>
  );
}

/** What can be seen from the facts, and what the person said about the rest. */
function statesOf(progress: Progress, facts: Record<Step, boolean>): Record<Step, State> {
  const of = (step: Step): State => {
    if (facts[step] || progress.passed.includes(step)) return 'done';
    return progress.skipped.includes(step) ? 'skipped' : 'todo';
  };
  return {
    bridge: of('bridge'),
    pair: of('pair'),
    token: of('token'),
    certificates: of('certificates'),
    sample: of('sample'),
  };
}

/** From the installation to the first signed page: each step shows how it stands, can be left out and come back to. */
export function Welcome() {
  const { progress, change } = useProgress();
  const [report, setReport] = useState<LinkReport | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [shown, setShown] = useState<Step | 'end' | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const ready = report?.state === 'ready';
  const desk = useDesk(ready);
  const tokens = useTokenList(ready);

  const look = () => {
    ask<LinkReport>('link.report', {}).then(setReport, (thrown) => setFailure(asFailure(thrown)));
  };
  useEffect(() => {
    look();
    const changed = (changes: Record<string, unknown>) => {
      if ('pairing' in changes) look();
    };
    browser.storage.local.onChanged.addListener(changed);
    return () => browser.storage.local.onChanged.removeListener(changed);
  }, []);
  // The trial signature is made in a window of its own; its outcome is written down here for good.
  const jobKey = progress?.jobKey ?? null;
  useEffect(() => {
    if (jobKey === null) return;
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const job = changes[jobStorageKey(jobKey)]?.newValue as Job | undefined;
      const { renewedAs } = job ?? {};
      if (renewedAs !== undefined) change(() => ({ jobKey: renewedAs }));
      if (job?.outcome?.state === 'signed') change(() => ({ signed: true }));
    };
    browser.storage.session.onChanged.addListener(changed);
    return () => browser.storage.session.onChanged.removeListener(changed);
  }, [jobKey]);

  const states =
    progress &&
    statesOf(progress, {
      bridge: ready,
      pair: ready,
      token: tokens.choices.some(
        ({ certificate, token }) => certificate.validity === 'valid' && !token.flags.locked,
      ),
      certificates: (desk.view?.certificates.length ?? 0) > 0,
      sample: progress.signed,
    });
  const firstOpen = (): Step | 'end' => STEPS.find((step) => states?.[step] === 'todo') ?? 'end';
  /** In order, also through what is done already: each step is seen once, and costs one press. */
  const following = (step: Step): Step | 'end' => STEPS[STEPS.indexOf(step) + 1] ?? 'end';
  // Where a person left off; afterwards only she moves.
  const settled =
    report !== null && progress !== null && (!ready || tokens.found !== null || tokens.failure !== null);
  useEffect(() => {
    if (settled && shown === null) setShown(firstOpen());
  }, [settled]);
  const go = (to: Step | 'end') => {
    setShown(to);
    requestAnimationFrame(() => heading.current?.focus());
  };
  if (!states || !report || shown === null) {
    return (
      <main class="page">
        <h1>{t('welcomeTitle')}</h1>
        {failure ? <ErrorNote failure={failure} /> : <Busy text={t('loading')} />}
      </main>
    );
  }
  const current = shown === 'end' ? null : shown;
  const left = STEPS.find((step) => states[step] !== 'done');
  const needsBridge = current !== null && !['bridge', 'pair'].includes(current) && !ready;
  const carryOn = () => {
    if (current === null) return;
    change((last) => ({
      passed: [...without(last.passed, current), current],
      skipped: without(last.skipped, current),
    }));
    go(following(current));
  };
  const skip = () => {
    if (current === null) return;
    change((last) => ({ skipped: [...without(last.skipped, current), current] }));
    go(following(current));
  };
  /** Steps that the person herself calls done; the others show it by themselves. */
  const mayPass = current === 'bridge' || (current === 'certificates' && ready);
  const done = current !== null && states[current] === 'done';
  return (
    <div class="settings welcome">
      <header class="settings-head">
        <h1>{t('welcomeTitle')}</h1>
        <nav aria-label={t('welcomeSteps')}>
          <StepList states={states} current={current} onGo={go} />
        </nav>
        <div class="field">
          <span id="welcome-language">{t('languageLabel')}</span>
          <LanguageChoice labelledBy="welcome-language" />
        </div>
      </header>
      <main class="settings-main">
        {failure && <ErrorNote failure={failure} />}
        <section class="card" aria-labelledby="step-title">
          <h2 id="step-title" ref={heading} tabIndex={-1}>
            {current === null
              ? t(left ? 'welcomeRest' : 'welcomeEnd')
              : t('stepOf', STEPS.indexOf(current) + 1, STEPS.length, t(TITLES[current]))}
          </h2>
          {needsBridge && (
            <Note kind="notice" says={t('settingsNeedBridge')}>
              <button type="button" class="button small" onClick={() => go('pair')}>
                {t('stepPair')}
              </button>
            </Note>
          )}
          {current === 'bridge' && <FindBridgeStep report={report} onLook={look} />}
          {current === 'pair' && !ready && (
            <>
              <p>{t('pairingWhy')}</p>
              <PairForm onPaired={setReport} />
            </>
          )}
          {current === 'pair' && ready && (
            <Note
              kind="pass"
              says={t('pairedSays', report.session?.agency?.name ?? t('noAgency'))}
              next={
                report.session?.personalPhrase
                  ? t('pairedPhrase', report.session.personalPhrase)
                  : t('pairedNoPhrase')
              }
            />
          )}
          {current === 'token' && ready && <TokenStep tokens={tokens} />}
          {current === 'certificates' && ready && (
            <RoleCertificates desk={desk} tokens={tokens} roles={FIRST_ROLES} />
          )}
          {current === 'sample' && ready && (
            <SampleStep
              jobKey={progress?.jobKey ?? null}
              onBegun={(key) => change(() => ({ jobKey: key }))}
            />
          )}
          {current === null && <Finished left={left} onGo={go} />}
        </section>
        {current !== null && (
          <div class="row end">
            {!done && (
              <button type="button" class="button quiet" onClick={skip}>
                {t('stepSkip')}
              </button>
            )}
            {(done || mayPass) && (
              <button type="button" class="button primary" onClick={carryOn}>
                {t('stepNext')}
              </button>
            )}
          </div>
        )}
      </main>
    </div>
  );
}

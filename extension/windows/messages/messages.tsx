import { useState } from 'preact/hooks';
import { messageApprovalDigest } from '../../../shared/protocol/approval.ts';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import type { MessageJob } from '../../messages/vgca.ts';
import { CertificateChoice, lacksCertificate, maySignWith } from '../consent/certificate-choice.tsx';
import { remember } from '../consent/certificates.ts';
import { PinStep } from '../consent/pin-step.tsx';
import { AskedBy } from '../parts/asked-by.tsx';
import { Busy, ErrorNote, FailedWindow, Findings, Note } from '../parts/notes.tsx';
import { PairNow } from '../parts/pair-now.tsx';
import { SiteRefused } from '../parts/site-permission.tsx';
import { language, t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { MessageList } from './message-list.tsx';
import { useCertificates } from './use-certificates.ts';
import { type ReadMessage, useMessages } from './use-messages.ts';

type Prepared = CommandAnswer<'message.prepare'>;

/** Titles are a page's own words: they are quoted, and take no more than a line or two. */
const LONGEST_TITLE = 160;

function Head({ job }: { job: MessageJob }) {
  return (
    <header class="consent-head">
      <img src="/icons/icon-48.png" alt="" width="32" height="32" />
      <div class="grow">
        <h1>{t(job.kind === 'messages' ? 'messagesTitle' : 'certificateAskTitle')}</h1>
        {job.source.title !== '' && (
          <p class="soft">{t('pageTitleSays', job.source.title.slice(0, LONGEST_TITLE))}</p>
        )}
      </div>
      <dl class="asked-by">
        <dt>{t('askedBy')}</dt>
        <dd>
          <AskedBy source={job.source} />
        </dd>
      </dl>
    </header>
  );
}

/** The window in which a clerk sees what a page wants signed that is no document, or gives it her certificate. */
export function Messages({ jobKey }: { jobKey: string }) {
  const { job, messages, failure: jobFailure } = useMessages(jobKey);
  const certificates = useCertificates();
  const { tokens, choice } = certificates;
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  /** The messages that were prepared: those and no others go into the digest. */
  const [approved, setApproved] = useState<ReadMessage[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [pinFailure, setPinFailure] = useState<Failure | null>(null);

  if (jobFailure) return <FailedWindow title={t('messagesTitle')} failure={jobFailure} />;
  if (!job) return <Busy text={t('loading')} />;

  const during = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    await work().catch((thrown) => setFailure(asFailure(thrown)));
    setBusy(false);
  };
  const cancel = () => {
    void ask('messages.cancel', { jobKey })
      .catch(() => undefined)
      .then(() => window.close());
  };
  const share = () =>
    during(async () => {
      if (!choice) return;
      await ask('messages.share', { jobKey, certificate: choice.certificate.thumbprint });
      window.close();
    });
  const prepare = () =>
    during(async () => {
      if (!choice || busy) return;
      const shown = messages;
      const answer = await ask<Prepared>('messages.prepare', {
        jobKey,
        certificate: choice.certificate.thumbprint,
        calls: shown.map(({ callId }) => callId),
      });
      setApproved(shown);
      setPinFailure(null);
      setPrepared(answer);
    });
  const approve = async (pin: string, confirmLastTry: boolean) => {
    if (!choice) return;
    setPinFailure(null);
    try {
      await ask('messages.approve', {
        jobKey,
        approvalDigest: messageApprovalDigest({
          certificate: choice.certificate.thumbprint,
          origin: job.source.origin,
          items: approved.map(({ item }) => item),
        }),
        pin,
        ...(confirmLastTry && { confirmLastTry }),
        approvedAt: new Date().toISOString(),
      });
      await remember('plain', choice.certificate.thumbprint);
      window.close();
    } catch (thrown) {
      const told = asFailure(thrown);
      setPinFailure(told);
      certificates.refreshTokens();
      // Only a refusal of the token leaves what was prepared as it was: a restarted bridge has forgotten it.
      if (!told.code.startsWith('TOKEN_')) {
        setPrepared(null);
        setFailure(told);
      }
    }
  };

  const refusal = prepared?.findings.find(({ result }) => result === 'refuse');
  // Not disabled by its own press: it would lose the focus, and could not get it back from the PIN.
  const isReady = maySignWith(choice) && job.step === 'open';
  const why =
    refusal?.says[language()] ?? (lacksCertificate({ tokens, choice }) ? t('certificateLacking') : null);
  // Another certificate may be let where this one was refused.
  const choose = (thumbprint: string) => {
    setPrepared(null);
    certificates.choose(thumbprint);
  };
  return (
    <div class="messages-window">
      <Head job={job} />
      <main class="side-scroll stack">
        <SiteRefused origin={job.source.origin} />
        {failure && (
          <ErrorNote failure={failure}>
            <PairNow failure={failure} />
          </ErrorNote>
        )}
        {job.kind === 'certificate' && (
          <Note kind="notice" says={t('certificateAskSays')} next={t('certificateAskNext')} />
        )}
        {job.kind === 'messages' && <MessageList messages={messages} />}
        {prepared && <Findings findings={prepared.findings} />}
        <CertificateChoice decision={{ ...certificates, choose }} told={failure?.code} />
      </main>
      <footer class="side-foot">
        {busy && <Busy text={t('preparing')} />}
        {!busy && why !== null && <p class="missing">{t('mendFirst', why)}</p>}
        <div class="row end">
          <button type="button" class="button" onClick={cancel}>
            {t('cancel')}
          </button>
          {job.kind === 'messages' ? (
            <button
              type="button"
              class="button primary"
              disabled={!isReady || messages.length === 0 || refusal !== undefined}
              onClick={() => void prepare()}
            >
              {t('goSign')}
            </button>
          ) : (
            <button type="button" class="button primary" disabled={!isReady} onClick={() => void share()}>
              {t('certificateShare')}
            </button>
          )}
        </div>
      </footer>
      {prepared && !refusal && choice && (
        <PinStep
          job={{ step: job.step === 'approving' ? 'approving' : 'stored', progress: null, send: false }}
          choice={choice}
          phrase={certificates.phrase}
          prepared={prepared}
          failure={pinFailure}
          onApprove={approve}
          onBack={() => setPrepared(null)}
        />
      )}
    </div>
  );
}

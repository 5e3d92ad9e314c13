import type { Bridge } from '../compose.ts';
import type { Check } from '../doctor/check.ts';
import type { Handlers } from '../listener/handlers.ts';
import { namedInRecord } from './acting.ts';
import { deskHandlers } from './desk.ts';
import {
  directoryChildren,
  directoryGroup,
  directoryGroups,
  directoryRemoveGroup,
  directoryResolve,
  directorySaveGroup,
  directorySearch,
  directorySuggest,
} from './directory.ts';
import { doctorRun } from './doctor-run.ts';
import { documentGet } from './document-get.ts';
import { documentInspect } from './document-inspect.ts';
import { documentPut } from './document-put.ts';
import { documentSample } from './document-sample.ts';
import { inboxAnswer, inboxCloseGap, inboxItem, inboxList, inboxNextEntry, inboxStamp } from './inbox.ts';
import { jobState } from './job-state.ts';
import { letterCheck } from './letter-check.ts';
import { messageApprove } from './message-approve.ts';
import { MessageJobs } from './message-jobs.ts';
import { messagePrepare } from './message-prepare.ts';
import { messageVerify } from './message-verify.ts';
import { outboxAnswers, outboxCancel, outboxItem, outboxList, outboxRecall, outboxRetry } from './outbox.ts';
import { PreparedJobs } from './prepared-jobs.ts';
import { ProposedNumbers, registerPropose } from './register.ts';
import { sessionStart } from './session-start.ts';
import { signApprove } from './sign-approve.ts';
import { RunningBatches, signApproveBatch, signPauseBatch, signPins } from './sign-batch.ts';
import { signCancel } from './sign-cancel.ts';
import { signPrepare } from './sign-prepare.ts';
import { signTaken } from './sign-taken.ts';
import { StopWishes, signStop } from './stop-wish.ts';
import { tokenList } from './token-list.ts';

/** Every message of the protocol with the function that answers it. */
export function commandHandlers(
  bridge: Bridge,
  parts: { version: string; checks: () => Check[] },
): Required<Handlers> {
  const prepared = new PreparedJobs();
  const batches = new RunningBatches();
  const proposed = new ProposedNumbers();
  const messages = new MessageJobs();
  const stops = new StopWishes();
  return namedInRecord({
    'session.start': sessionStart({ version: parts.version, bridge }),
    'doctor.run': doctorRun(parts.checks),
    ...deskHandlers(bridge),
    'document.put': documentPut(bridge),
    'document.sample': documentSample(bridge),
    'document.get': documentGet({ bridge, prepared }),
    'document.inspect': documentInspect(bridge),
    'token.list': tokenList(bridge),
    'sign.prepare': signPrepare(bridge, prepared),
    'sign.approve': signApprove(bridge, prepared, stops),
    'sign.stop': signStop(stops),
    'sign.pins': signPins(bridge),
    'sign.approveBatch': signApproveBatch(bridge, prepared, batches),
    'sign.pauseBatch': signPauseBatch(batches),
    'sign.cancel': signCancel(prepared, proposed),
    'sign.taken': signTaken(bridge),
    'register.propose': registerPropose(bridge, proposed),
    'job.state': jobState(bridge, prepared),
    'message.prepare': messagePrepare(bridge, messages),
    'message.approve': messageApprove(bridge, messages),
    'message.verify': messageVerify(bridge),
    'letter.check': letterCheck(bridge),
    'outbox.list': outboxList(bridge),
    'outbox.item': outboxItem(bridge),
    'outbox.answers': outboxAnswers(bridge),
    'outbox.cancel': outboxCancel(bridge),
    'outbox.retry': outboxRetry(bridge),
    'outbox.recall': outboxRecall(bridge),
    'inbox.list': inboxList(bridge),
    'inbox.closeGap': inboxCloseGap(bridge),
    'inbox.item': inboxItem(bridge),
    'inbox.answer': inboxAnswer(bridge),
    'inbox.nextEntry': inboxNextEntry(bridge),
    'inbox.stamp': inboxStamp(bridge),
    'directory.search': directorySearch(bridge),
    'directory.suggest': directorySuggest(bridge),
    'directory.children': directoryChildren(bridge),
    'directory.resolve': directoryResolve(bridge),
    'directory.groups': directoryGroups(bridge),
    'directory.group': directoryGroup(bridge),
    'directory.saveGroup': directorySaveGroup(bridge),
    'directory.removeGroup': directoryRemoveGroup(bridge),
  });
}

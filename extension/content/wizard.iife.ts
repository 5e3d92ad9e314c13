import '../../shared/profile/expression/expression.ts';
import type { Reply } from '../messages/reply.ts';
import type { Picked, Survey, Trial, WizardOrder } from '../messages/wizard.ts';
import type {
  EntryOrder,
  EntryPicked,
  EntrySurvey,
  EntryTrial,
  EntryWritten,
} from '../messages/wizard-entry.ts';
import { runtime } from './ask.ts';
import { surveyEntry } from './wizard/entry/find-entry.ts';
import { pickEntry } from './wizard/entry/pick-entry.ts';
import { showEntry } from './wizard/entry/show-entry.ts';
import { clearSample, tryEntry, writeSample } from './wizard/entry/try-entry.ts';
import { callsVgca } from './wizard/find-vgca.ts';
import { learnUpload } from './wizard/learn-upload.ts';
import { pickElement } from './wizard/pick.ts';
import { rulesOfPicked } from './wizard/picked.ts';
import { survey } from './wizard/survey.ts';
import { rowOf } from './wizard/trees.ts';
import { tryPage } from './wizard/try.ts';

const MARK = '__kyguiWizard';
const world = globalThis as { [MARK]?: AbortController };

const isOrder = (message: unknown): message is WizardOrder | EntryOrder =>
  typeof message === 'object' && message !== null && typeof (message as WizardOrder).wizard === 'string';
const isEntryOrder = (order: WizardOrder | EntryOrder): order is EntryOrder =>
  order.wizard.startsWith('entry');

let picking = new AbortController();

async function obeyEntry(
  order: EntryOrder,
  signal: AbortSignal,
): Promise<EntrySurvey | EntryPicked | EntryTrial | EntryWritten> {
  switch (order.wizard) {
    case 'entry':
      return surveyEntry();
    case 'entry-pick':
      return pickEntry(order.what, order.hint, signal);
    case 'entry-try':
      return tryEntry(order.rule, order.values);
    case 'entry-show':
      return showEntry(order.rule, order.values, signal);
    case 'entry-write':
      return writeSample(order.rule, order.values);
    case 'entry-clear':
      return clearSample();
  }
}

async function obey(order: WizardOrder | EntryOrder): Promise<unknown> {
  picking.abort();
  if (isEntryOrder(order)) {
    picking = new AbortController();
    return obeyEntry(order, picking.signal);
  }
  return obeyLetter(order);
}

async function obeyLetter(order: WizardOrder): Promise<Survey | Picked | Trial> {
  if (order.wizard === 'survey') return { ...survey(), ...((await callsVgca()) && { vgca: true }) };
  if (order.wizard === 'try') return tryPage(order.page, order.encoding);
  if (order.wizard === 'stop') return null;
  picking = new AbortController();
  if (order.wizard === 'learn') return learnUpload(order, picking.signal);
  try {
    const element = await pickElement(order.hint, picking.signal);
    return element && (await rulesOfPicked(element, order.what, rowOf(element, order.each), order.event));
  } finally {
    if (order.event !== undefined) document.dispatchEvent(new Event(`${order.event}-over`));
  }
}

// Injected anew each time the wizard looks: the earlier instance steps aside.
world[MARK]?.abort();
const controller = new AbortController();
world[MARK] = controller;
const listener = (message: unknown, _: unknown, reply: (answer: Reply<unknown>) => void) => {
  if (!isOrder(message)) return undefined;
  obey(message).then(
    (body) => reply({ ok: true, body }),
    () => reply({ ok: false, error: { code: 'SITE_WIZARD_PAGE', details: {} } }),
  );
  return true;
};
runtime().onMessage.addListener(listener);
controller.signal.addEventListener('abort', () => {
  picking.abort();
  runtime().onMessage.removeListener(listener);
});

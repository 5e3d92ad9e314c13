import browser from 'webextension-polyfill';
import type { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { lendInputs } from '../../background/lend-inputs.ts';
import { injectWatch } from '../../background/watch-page.ts';
import wizardScript from '../../content/wizard.iife.ts?script&iife';
import type { Reply } from '../../messages/reply.ts';
import {
  type Picked,
  pickedSchema,
  type Survey,
  surveySchema,
  type WizardOrder,
} from '../../messages/wizard.ts';
import { type EntryOrder, type EntrySurvey, entrySurveySchema } from '../../messages/wizard-entry.ts';

/** The frame of a tab that shows the letter, with its address as the browser reports it. */
export interface LookedAt {
  tabId: number;
  frameId: number;
  address: string;
  survey: Survey;
}

/** Match pattern of the host of an address, as permissions are asked for; ports are not part of it. */
export const hostPattern = (address: string): string => {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
};

/** Sends an order to the wizard's script in a frame; what comes back was written by a page and is checked. */
export async function order<Schema extends z.ZodType>(
  at: { tabId: number; frameId: number },
  what: WizardOrder | EntryOrder,
  schema: Schema,
): Promise<z.output<Schema>> {
  const reply = (await browser.tabs
    .sendMessage(at.tabId, what, { frameId: at.frameId })
    .catch(() => undefined)) as Reply<unknown> | undefined;
  const body = reply?.ok ? schema.safeParse(reply.body) : undefined;
  if (!body?.success) throw new KyguiError('SITE_WIZARD_PAGE');
  return body.data;
}

/** The address of a frame now; the page's own scripts have no say in it. */
async function addressOf(tabId: number, frameId: number): Promise<string | undefined> {
  const target = { tabId, frameIds: [frameId] };
  const found = await browser.scripting.executeScript({ target, func: () => location.href }).catch(() => []);
  const address = found[0]?.result;
  return typeof address === 'string' && /^https?:/u.test(address) ? address : undefined;
}

type Frame = { tabId: number; frameId: number };

/** A watch in the page's own world, for one order of the wizard: its script takes it away. */
async function watched(
  at: Frame,
  wanted: 'uploads' | 'files',
  ask: (event: string) => Promise<Picked>,
): Promise<Picked> {
  const event = `kygui-${crypto.randomUUID()}`;
  await injectWatch(at, event, wanted);
  if (wanted === 'uploads') await lendInputs(at, event);
  // It stands before the person is asked to press anything.
  return ask(event);
}

/** Learns from the page's own upload how a signed file goes back. */
export const learnFromUpload = (
  at: Frame,
  more: Pick<Extract<WizardOrder, { wizard: 'learn' }>, 'hint' | 'chosen' | 'done' | 'each' | 'fileName'>,
): Promise<Picked> =>
  watched(at, 'uploads', (event) => order(at, { wizard: 'learn', event, ...more }, pickedSchema));

/** Lets the person point at something; at a button that gets a file, what its press asks for is watched. */
export const pickOn = (
  at: Frame,
  more: Pick<Extract<WizardOrder, { wizard: 'pick' }>, 'what' | 'hint' | 'each'>,
): Promise<Picked> =>
  more.what === 'file'
    ? watched(at, 'files', (event) => order(at, { wizard: 'pick', event, ...more }, pickedSchema))
    : order(at, { wizard: 'pick', ...more }, pickedSchema);

/** Nothing is tried, written or kept once the frame shows another site than the one that was looked at. */
export async function sameSite(at: Frame & { address: string }): Promise<void> {
  const address = await addressOf(at.tabId, at.frameId);
  if (address === undefined) throw new KyguiError('SITE_WIZARD_PAGE');
  const { origin, host } = new URL(address);
  if (origin !== new URL(at.address).origin) throw new KyguiError('SITE_WIZARD_OTHER_SITE', { host });
}

/** Puts the wizard's script into every frame of a tab and looks; the frame that shows most of what is looked for is chosen. */
async function lookInto<Schema extends z.ZodType<{ score: number; depth: number }>>(
  tabId: number,
  what: WizardOrder | EntryOrder,
  schema: Schema,
): Promise<Frame & { address: string; survey: z.output<Schema> }> {
  const injected = await browser.scripting
    .executeScript({ target: { tabId, allFrames: true }, files: [wizardScript] })
    .catch(() => {
      throw new KyguiError('SITE_WIZARD_PAGE');
    });
  const looks = await Promise.all(
    injected.slice(0, 100).map(async ({ frameId }) => {
      try {
        const address = await addressOf(tabId, frameId);
        const survey = await order({ tabId, frameId }, what, schema);
        return address === undefined ? undefined : { tabId, frameId, address, survey };
      } catch {
        // A frame that cannot be looked into says nothing about the others.
        return undefined;
      }
    }),
  );
  const seen = looks
    .filter((look) => look !== undefined)
    .sort((one, other) => other.survey.score - one.survey.score || other.survey.depth - one.survey.depth);
  if (!seen[0]) throw new KyguiError('SITE_WIZARD_PAGE');
  return seen[0];
}

export const lookAtTab = (tabId: number): Promise<LookedAt> =>
  lookInto(tabId, { wizard: 'survey' }, surveySchema);

/** The frame of a tab that shows an entry form. */
export type EntryLookedAt = Frame & { address: string; survey: EntrySurvey };

export const lookForEntry = (tabId: number): Promise<EntryLookedAt> =>
  lookInto(tabId, { wizard: 'entry' }, entrySurveySchema);

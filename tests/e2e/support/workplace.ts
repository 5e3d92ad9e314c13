import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { kyguiProgram } from '../../sandbox/office.ts';
import { runProgram } from '../../sandbox/program.ts';
import type { AttachedSample } from '../../sandbox/qlvb/documents.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start.ts';
import { type ExtensionBrowser, type ExtensionBrowserOptions, launchWithExtension } from './browser.ts';
import { pairBrowser } from './clerk.ts';

const SHOTS = fileURLToPath(new URL('../../../shots/', import.meta.url));

/** Takes pictures of screens into `shots/<folder>/`, for people to look at. */
export function pictures(folder: string): (page: Page, name: string) => Promise<void> {
  return async (page, name) => {
    await mkdir(path.join(SHOTS, folder), { recursive: true });
    await page.screenshot({ path: path.join(SHOTS, folder, `${name}.png`), animations: 'disabled' });
  };
}

export interface WorkplaceOptions extends Omit<SandboxOptions, 'dir'> {
  /** Starts the receiving office too. */
  receiver?: boolean;
  browser?: ExtensionBrowserOptions;
}

/** A clerk's desk: the outside world, her office's bridge, her browser with the paired extension, one tab. */
export interface Workplace {
  sandbox: Sandbox;
  browser: ExtensionBrowser;
  page: Page;
  /** Enters a letter that waits for the leader, or (signed already) for the clerk; gives its code. */
  letter(options: LetterOptions): Promise<string>;
  close(): Promise<void>;
}

export interface LetterOptions {
  /** Empty for one that the system has not numbered. */
  number: string;
  subject?: string;
  waitsFor: 'leader' | 'clerk';
  recipients?: readonly { code: string; name: string }[];
  bytes?: Uint8Array;
  attachments?: readonly AttachedSample[];
}

export async function openWorkplace(options: WorkplaceOptions = {}): Promise<Workplace> {
  const { receiver = false, browser: browserOptions, ...rest } = options;
  const dir = await mkdtemp(path.join(tmpdir(), 'kygui-e2e-'));
  const sandbox = await startSandbox({ ...rest, dir, pollSeconds: 1 });
  const [browser] = await Promise.all([
    launchWithExtension(browserOptions),
    sandbox.sender.start(),
    receiver ? sandbox.receiver.start() : undefined,
  ]);
  await pairBrowser(browser, sandbox.sender, 'hoa sen trắng');
  const page = await browser.context.newPage();
  let signed: Promise<Uint8Array> | undefined;
  return {
    sandbox,
    browser,
    page,
    async letter({ number, subject, waitsFor, recipients, bytes, attachments }) {
      const waits = waitsFor === 'clerk';
      if (waits && !bytes) signed ??= signAsLeader(sandbox, dir);
      const file = bytes ?? (waits ? await signed : undefined);
      const entered = await sandbox.qlvb.add({
        number,
        ...(subject && { subject }),
        ...(waits && { state: 'Chờ phát hành' as const }),
        ...(recipients && { recipients }),
        ...(file && { bytes: file }),
        ...(attachments && { attachments }),
      });
      return `${entered.number}/${entered.notation}`;
    },
    async close() {
      await browser.close();
      await sandbox.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The first sample letter with the leader's signature, by command line: for tests that begin at the clerk's desk. */
async function signAsLeader(sandbox: Sandbox, dir: string): Promise<Uint8Array> {
  const [sample] = sandbox.qlvb.dump();
  const original = sample && sandbox.qlvb.file(sample.id);
  if (!original) throw new Error('the document system holds no letter');
  const input = path.join(dir, 'draft.pdf');
  const output = path.join(dir, 'signed-by-leader.pdf');
  await writeFile(input, original);
  const { token, pki } = sandbox;
  const certificate = pki.identities.leader.thumbprint;
  const words = ['sign', input, '-o', output, '--role', 'approve', '--module', token.modulePath];
  const { status, stderr } = await runProgram(
    process.execPath,
    [kyguiProgram, ...words, '--cert', certificate, '--pin-env', 'LEADER_PIN', '--trust', pki.trustDir],
    { ...token.env, KYGUI_HOME: path.join(dir, 'leader-home'), LEADER_PIN: token.pin },
  );
  if (status !== 0) throw new Error(`kygui sign ended with ${status}: ${stderr}`);
  return readFile(output);
}

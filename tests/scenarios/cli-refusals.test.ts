// @long
/** @needs gcc openssl softhsm2-util pkcs11-tool qpdf */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { createFaultModule } from '../sandbox/token/fault-module.ts';
import { createSandboxToken, type SandboxToken } from '../sandbox/token/softhsm.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { createIdentity } from '../vectors/test-signer.ts';
import { createRunner, expectRefusal, keptTries, type Runner, raw } from './support/cli.ts';

let dir = '';
let pki: SandboxPki;
let token: SandboxToken;
let kygui: Runner;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-cli-no-'));
  pki = await createSandboxPki(join(dir, 'pki'), { port: 18_083 });
  token = await createSandboxToken(join(dir, 'token'), pki, {
    identities: ['leader', 'agency', 'leaderExpired'],
  });
  kygui = await createRunner(join(dir, 'home'), token.env);
  await writeFile(at('letter.pdf'), await makeLetter());
  await writeFile(at('text.pdf'), 'Đây không phải PDF');
  await writeFile(at('empty.pdf'), '');
  for (const [name, password] of [
    ['password', 'mau'],
    ['no-password', ''],
  ] as const) {
    execFileSync('qpdf', ['--encrypt', password, 'owner', '256', '--', at('letter.pdf'), at(`${name}.pdf`)]);
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const at = (name: string) => join(dir, name);

interface Tried {
  input?: string;
  output?: string;
  role?: string;
  cert?: string;
  module?: string;
  pin?: string;
  more?: string[];
  runner?: Runner;
}

/** `kygui sign` with everything right but what is given. */
const sign = ({
  input = 'letter.pdf',
  output = 'out.pdf',
  role = 'plain',
  cert = 'leader',
  module = token.modulePath,
  pin = token.pin,
  more = [],
  runner = kygui,
}: Tried) =>
  runner.run(
    [
      'sign',
      at(input),
      '-o',
      at(output),
      '--role',
      role,
      '--cert',
      cert,
      '--module',
      module,
      '--pin-env',
      'PIN',
      ...more,
    ],
    { PIN: pin },
  );

describe('a file that cannot be signed', () => {
  test.each([
    ['is no PDF', 'text.pdf', 'PDF_NOT_PDF', 3],
    ['is empty', 'empty.pdf', 'PDF_NOT_PDF', 3],
    ['wants a password', 'password.pdf', 'PDF_NEEDS_PASSWORD', 3],
    ['is not there', 'missing.pdf', 'PDF_READ_FAILED', 1],
  ] as const)('%s: nothing is written and no PIN is used', async (_what, input, code, status) => {
    expectRefusal(await sign({ input, output: 'never.pdf' }), code, status);
    expect(existsSync(at('never.pdf'))).toBe(false);
    expect(keptTries(kygui.home)).toEqual([]);
  });

  test('a password for printing alone is no hindrance', async () => {
    expect((await sign({ input: 'no-password.pdf', output: 'signed-encrypted.pdf' })).status).toBe(0);
    const before = await readFile(at('no-password.pdf'));
    const after = await readFile(at('signed-encrypted.pdf'));
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
  });

  test('the limit of the settings holds on the command line too', async () => {
    const runner = await createRunner(at('small-home'), token.env);
    await runner.settle({ maxFileBytes: 1000 });
    expectRefusal(await sign({ runner, output: 'never.pdf' }), 'DOCUMENT_TOO_LARGE', 3);
  });

  test('verify and edxml answer the same way', async () => {
    expectRefusal(await kygui.run(['verify', at('text.pdf')]), 'PDF_NOT_PDF', 3);
    expectRefusal(await kygui.run(['verify', at('missing.pdf')]), 'PDF_READ_FAILED', 1);
    expect(await kygui.run(['verify', at('password.pdf')])).toMatchObject({
      status: 3,
      json: { signed: false, sound: false, reasons: ['FILE_ENCRYPTED'] },
    });
    expectRefusal(
      await kygui.run(['verify', at('letter.pdf'), '--trust', at('nowhere')]),
      'TRUST_LIST_UNREADABLE',
      3,
    );
    expectRefusal(
      await kygui.run([
        'augment',
        at('letter.pdf'),
        '-o',
        at('never.pdf'),
        '--level',
        'B-T',
        '--tsa',
        'http://127.0.0.1:9',
      ]),
      'PDF_NOTHING_TO_AUGMENT',
      3,
    );
    expect(existsSync(at('never.pdf'))).toBe(false);
  });
});

describe('what is asked for does not fit', () => {
  test('a letter is not issued with a blank for its number or its date', async () => {
    const both = await sign({ role: 'issue', cert: 'agency' });
    expectRefusal(both, 'PDF_STAMP_INCOMPLETE', 3);
    expect(both.json.message).toMatch(/số.*ngày/u);
    const date = await sign({ role: 'issue', cert: 'agency', more: ['--number', '5'] });
    expectRefusal(date, 'PDF_STAMP_INCOMPLETE', 3);
    expect(date.json.messageEn).toMatch(/date/u);
  });

  test('content that acts is told where it may be signed, and refused where it becomes a document', async () => {
    const source = await PDFDocument.load(await readFile(at('letter.pdf')));
    source.catalog.set(
      PDFName.of('OpenAction'),
      source.context.obj({ S: 'JavaScript', JS: PDFString.of('app.alert(1)') }),
    );
    await writeFile(at('acting.pdf'), await source.save());
    expectRefusal(await sign({ input: 'acting.pdf', role: 'approve' }), 'GATE_ACTIVE_CONTENT', 3);
    const told = {
      status: 0,
      json: { notices: ['GATE_CONTENT_WARNED'], warned: expect.arrayContaining(['JAVASCRIPT']) },
    };
    expect(await sign({ input: 'acting.pdf', output: 'acting-plain.pdf' })).toMatchObject(told);
  });

  test('a letter is issued once, and one that nobody approved is issued with a word about it; a policy says otherwise', async () => {
    const stamp = ['--number', '5', '--date', '2026-01-05'];
    const issue = (input: string, output: string, more: string[] = []) =>
      sign({ input, output, role: 'issue', cert: 'agency', more: [...stamp, ...more] });
    const unapproved = await issue('letter.pdf', 'unapproved.pdf');
    expect(unapproved).toMatchObject({ status: 0, json: { notices: ['GATE_NOT_APPROVED'] } });
    await sign({ role: 'approve', output: 'approved.pdf' });
    expect(await issue('approved.pdf', 'issued.pdf')).toMatchObject({ status: 0, json: { notices: [] } });
    expectRefusal(await issue('issued.pdf', 'never.pdf'), 'GATE_ALREADY_ISSUED', 3);
    expect(existsSync(at('never.pdf'))).toBe(false);
    const policy = { official: { secondIssue: 'warn', unapproved: 'refuse' } };
    await writeFile(at('order.json'), JSON.stringify(policy));
    const ruled = ['--policy', at('order.json')];
    expectRefusal(await issue('letter.pdf', 'never.pdf', ruled), 'GATE_NOT_APPROVED', 3);
    expect(await issue('issued.pdf', 'twice.pdf', ruled)).toMatchObject({
      status: 0,
      json: { notices: ['GATE_ALREADY_ISSUED'] },
    });
  });

  test.each([
    ['a day that is in no calendar', ['--number', '5', '--date', '2026-02-30']],
    ['a number too long to be one', ['--number', '1'.repeat(21), '--date', '2026-01-05']],
    ['half a rectangle', ['--rect', '1,2,3']],
    ['a page without a place on it', ['--page', '1']],
    ['places that are no JSON', ['--place', '{']],
    ['a place without a rectangle', ['--place', '{"page":1}']],
    ['an image that is not there', ['--image', '/no/such.png']],
  ])('%s is wrong usage', async (_what, more) => {
    expectRefusal(await sign({ more }), 'USAGE', 2);
  });

  test('an image that is no PNG, and a page that is not there', async () => {
    expectRefusal(await sign({ role: 'approve', more: ['--image', at('text.pdf')] }), 'PDF_IMAGE_INVALID', 3);
    expectRefusal(await sign({ more: ['--page', '9', '--rect', '1,1,50,50'] }), 'PDF_PAGE_MISSING', 3);
  });

  test('the input is never written over, and a folder that is missing is named', async () => {
    const before = await readFile(at('letter.pdf'));
    expectRefusal(await sign({ output: 'letter.pdf' }), 'PDF_OUTPUT_IS_INPUT', 2);
    expect((await readFile(at('letter.pdf'))).equals(before)).toBe(true);
    const augment = ['augment', at('letter.pdf'), '-o', at('letter.pdf'), '--level', 'B-LT'];
    expectRefusal(await kygui.run(augment), 'PDF_OUTPUT_IS_INPUT', 2);
    expect((await readFile(at('letter.pdf'))).equals(before)).toBe(true);
    expectRefusal(await sign({ output: 'no/folder/out.pdf' }), 'PDF_WRITE_FAILED', 1);
  });

  test('a pipe is not waited for, a device is not replaced, a link is followed', async () => {
    execFileSync('mkfifo', [at('pipe.pdf')]);
    expectRefusal(await sign({ input: 'pipe.pdf', output: 'never.pdf' }), 'INPUT_NOT_A_FILE', 3);
    expectRefusal(await kygui.run(['verify', at('pipe.pdf')]), 'INPUT_NOT_A_FILE', 3);
    expectRefusal(await sign({ output: 'pipe.pdf' }), 'OUTPUT_NOT_A_FILE', 3);
    await symlink('/dev/null', at('device.pdf'));
    expectRefusal(await sign({ output: 'device.pdf' }), 'OUTPUT_NOT_A_FILE', 3);
    expect((await lstat(at('device.pdf'))).isSymbolicLink()).toBe(true);
    await symlink(at('linked-to.pdf'), at('link.pdf'));
    expect(await sign({ output: 'link.pdf' })).toMatchObject({ status: 0, json: { output: at('link.pdf') } });
    expect((await lstat(at('link.pdf'))).isSymbolicLink()).toBe(true);
    expect((await lstat(at('linked-to.pdf'))).isFile()).toBe(true);
    expect((await readdir(dir)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('a mark that is not in the text, and roots that cannot be read or are not met, are told', async () => {
    expectRefusal(await sign({ more: ['--anchor', 'KHÔNG CÓ CHỮ NÀY'] }), 'PDF_ANCHOR_MISSING', 3);
    expectRefusal(await sign({ more: ['--trust', at('nowhere')] }), 'TRUST_LIST_UNREADABLE', 3);
    expect((await sign({ output: 'to-trust.pdf' })).status).toBe(0);
    const verify = ['verify', at('to-trust.pdf')];
    expect(await kygui.run(verify)).toMatchObject({ status: 0, json: { sound: true, trusted: false } });
    const other = createIdentity(at('other'), 'other', 'Nguyễn Văn Mẫu');
    await writeFile(at('other.der'), other.signer.certificate);
    expect(await kygui.run([...verify, '--trust', at('other.der')])).toMatchObject({
      status: 3,
      json: { sound: true, trusted: false },
    });
  });

  test('options that are missing, unknown or out of their list are told like every failure', async () => {
    for (const words of [
      ['sign', at('letter.pdf')],
      ['nonsense'],
      ['sign'],
      ['outbox', '--limit', '0'],
      ['sign', '--role', 'boss'],
    ]) {
      expectRefusal(await kygui.run(words), 'USAGE', 2);
    }
    const { status, stdout, stderr } = await raw(['nonsense'], { KYGUI_HOME: kygui.home });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('kygui --help');
  });
});

describe('tokens and drivers', () => {
  test('a certificate that is not there, and one that has run out', async () => {
    expectRefusal(await sign({ cert: 'nobody' }), 'TOKEN_CERTIFICATE_NOT_FOUND', 3);
    expectRefusal(await sign({ cert: 'leaderExpired' }), 'TOKEN_CERTIFICATE_EXPIRED', 3);
  });

  test('a driver that is not there, one that is no library, one that is no PKCS#11', async () => {
    expectRefusal(await sign({ module: at('no-driver.so') }), 'TOKEN_DRIVER_MISSING', 3);
    expectRefusal(await sign({ module: at('letter.pdf') }), 'TOKEN_DRIVER_NOT_LOADABLE', 3);
    const library = process.report.getReport() as { sharedObjects: string[] };
    const other = library.sharedObjects.find((path) => /\/libm\.so/u.test(path));
    expect(other).toBeDefined();
    expectRefusal(await sign({ module: other ?? '' }), 'TOKEN_DRIVER_NOT_LOADABLE', 3);
  });

  test('a token that was taken away', async () => {
    const tokens = join(dirname(token.env.SOFTHSM2_CONF), 'tokens');
    const [folder = ''] = await readdir(tokens);
    await rename(join(tokens, folder), at('pulled'));
    const gone = await sign({});
    await rename(at('pulled'), join(tokens, folder));
    expectRefusal(gone, 'TOKEN_NONE', 3);
    expect((await sign({ output: 'back.pdf' })).status).toBe(0);
  });

  test('a variable without PIN is wrong usage', async () => {
    expectRefusal(await sign({ pin: '' }), 'USAGE', 2);
  });
});

test('a wrong PIN is used once each, counted over processes; the last try needs a confirmation; the right one clears the count', async () => {
  const runner = await createRunner(at('pin-home'), token.env);
  const wrong = (more: string[] = []) => sign({ runner, output: 'pin.pdf', pin: '00000000', more });
  const first = await wrong();
  expectRefusal(first, 'TOKEN_PIN_WRONG', 3);
  expect(first.json.details).toMatchObject({ triesLeft: 2 });
  expect(keptTries(runner.home)).toEqual([1]);
  const second = await wrong();
  expectRefusal(second, 'TOKEN_PIN_WRONG', 3);
  expect(second.json.details).toMatchObject({ triesLeft: 1 });
  expect(keptTries(runner.home)).toEqual([2]);

  const stopped = await sign({ runner, output: 'pin.pdf' });
  expectRefusal(stopped, 'TOKEN_LAST_TRY', 3);
  expect(keptTries(runner.home)).toEqual([2]);
  expect(existsSync(at('pin.pdf'))).toBe(false);
  const listed = await runner.run(['token', 'list', '--module', token.modulePath]);
  expect(listed.json.tokens).toMatchObject([{ triesLeft: 1, lastTry: true }]);

  const confirmed = await sign({ runner, output: 'pin.pdf', more: ['--confirm-last-try'] });
  expect(confirmed.status).toBe(0);
  expect(keptTries(runner.home)).toEqual([]);
});

test('a token that locks after three gets each PIN once, and none once it is locked', async () => {
  const fault = await createFaultModule(at('fault'), token);
  await fault.order('locks-after-three');
  const runner = await createRunner(at('lock-home'));
  await runner.settle({ tokens: { discover: false, environment: fault.env } });
  const tried = (pin: string, more: string[] = []) =>
    sign({ runner, module: fault.modulePath, output: 'locked.pdf', pin, more });
  expectRefusal(await tried('00000000'), 'TOKEN_PIN_WRONG', 3);
  expect(await fault.logins()).toHaveLength(1);
  expectRefusal(await tried('00000001'), 'TOKEN_PIN_WRONG', 3);
  expectRefusal(await tried('00000002'), 'TOKEN_LAST_TRY', 3);
  expect(await fault.logins()).toHaveLength(2);
  expectRefusal(await tried('00000002', ['--confirm-last-try']), 'TOKEN_LOCKED', 3);
  expect(await fault.logins()).toHaveLength(3);
  const late = await tried(token.pin, ['--confirm-last-try']);
  expectRefusal(late, 'TOKEN_LOCKED', 3);
  expect(existsSync(at('locked.pdf'))).toBe(false);
});

describe('the folder and its settings', () => {
  test.each([
    ['no JSON', '{broken'],
    ['a value that does not fit', '{"port":"many"}'],
    ['nothing at all', ''],
  ])('settings that hold %s stop every command with their name', async (_what, text) => {
    const runner = await createRunner(at('damaged-home'), token.env);
    await writeFile(join(runner.home, 'settings.json'), text);
    for (const words of [['doctor'], ['outbox'], ['serve'], ['verify', at('letter.pdf')]]) {
      expectRefusal(await runner.run(words), 'SETTINGS_INVALID', 3);
    }
    expect(await readFile(join(runner.home, 'settings.json'), 'utf8')).toBe(text);
  });

  test('a folder that cannot be made is named', async () => {
    const answered = await kygui.run(['token', 'list'], { KYGUI_HOME: at('letter.pdf/home') });
    expectRefusal(answered, 'HOME_UNUSABLE', 3);
  });

  test('without agency and axis nothing is sent or listed', async () => {
    for (const words of [['outbox'], ['inbox'], ['directory', 'sync'], ['send', at('letter.pdf')]]) {
      expectRefusal(await kygui.run(words), 'AXIS_NOT_SET', 3);
    }
  });
});

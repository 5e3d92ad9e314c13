import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkGate } from '../../../bridge/pdf/judge/gate.ts';
import { passGate, readGatePolicy } from '../../../bridge/pdf/judge/gate-decision.ts';
import { FINDINGS, type FindingCode } from '../../../shared/document/gate.ts';
import { OFFICIAL_ROLES } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { bodyOf, LETTER, makeFile, type Objects, revise, signedLetter, stream } from './kit/document.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-gate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function stored(bytes: Buffer): string {
  const path = join(folder, `${++files}.pdf`);
  writeFileSync(path, bytes);
  return path;
}

/** A plain letter: no text field, no form. */
const PLAIN: Objects = {
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: LETTER[2] ?? '',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  4: LETTER[4] ?? '',
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: LETTER[6] ?? '',
};

const catalog = (entry: string): Objects => ({ ...PLAIN, 1: `<< /Type /Catalog /Pages 2 0 R ${entry} >>` });
const page = (entry: string, more: Objects = {}): Objects => ({
  ...PLAIN,
  3: (PLAIN[3] as string).replace(/ >>$/u, ` ${entry} >>`),
  ...more,
});
const annotation = (body: string): Objects => page('/Annots [30 0 R]', { 30: body });
const SCRIPT = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';
const layers = (config: string): Objects => catalog(`/OCProperties << /OCGs [30 0 R] /D << ${config} >> >>`);

const CARRIERS: readonly (readonly [string, Objects, FindingCode])[] = [
  ['a script that runs on opening', catalog(`/OpenAction ${SCRIPT}`), 'JAVASCRIPT'],
  ['an action that runs on opening', catalog('/OpenAction << /S /Launch /F (x.exe) >>'), 'OPEN_ACTION'],
  ['scripts by name', catalog(`/Names << /JavaScript << /Names [(a) ${SCRIPT}] >> >>`), 'JAVASCRIPT'],
  ['an action when the page is shown', page(`/AA << /O ${SCRIPT} >>`), 'ADDITIONAL_ACTIONS'],
  ['an action before printing', catalog(`/AA << /WP ${SCRIPT} >>`), 'ADDITIONAL_ACTIONS'],
  [
    'a link that starts a program',
    annotation('<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (x.exe) >> >>'),
    'LAUNCH',
  ],
  [
    'a link that sends the form',
    annotation(
      '<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /SubmitForm /F (http://example.vn) >> >>',
    ),
    'FORM_ACTION',
  ],
  [
    'a link that hides fields',
    annotation('<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Hide /T (a) >> >>'),
    'HIDE_ACTION',
  ],
  [
    'a second action behind a harmless one',
    annotation(
      `<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://example.vn) /Next ${SCRIPT} >> >>`,
    ),
    'JAVASCRIPT',
  ],
  [
    'a script in an action of another type',
    annotation(
      '<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /Type /Xem /S /JavaScript /JS (app.alert\\(1\\)) >> >>',
    ),
    'JAVASCRIPT',
  ],
  [
    'a script whose name is written with small escapes',
    annotation('<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /#4aavaScript /#4aS (app) >> >>'),
    'JAVASCRIPT',
  ],
  [
    'a script in an action that looks like an element of the structure',
    annotation(
      `<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://example.vn) /Next [<< /K 1 ${SCRIPT.slice(2)}] >> >>`,
    ),
    'JAVASCRIPT',
  ],
  ['a film', annotation('<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>'), 'MULTIMEDIA'],
  ['a layer that is off', { ...layers('/OFF [30 0 R]'), 30: '<< /Type /OCG /Name (a) >>' }, 'HIDDEN_LAYER'],
  [
    'layers that are off at first',
    { ...layers('/BaseState /OFF /ON []'), 30: '<< /Type /OCG /Name (a) >>' },
    'HIDDEN_LAYER',
  ],
  [
    'a layer that goes when it is printed',
    {
      ...layers('/AS [<< /Event /Print /Category [/Print] /OCGs [30 0 R] >>]'),
      30: '<< /Type /OCG /Name (a) /Usage << /Print << /PrintState /OFF >> >> >>',
    },
    'HIDDEN_LAYER',
  ],
  [
    'a layer that only some readers turn off on screen',
    {
      ...layers('/Order [30 0 R]'),
      30: '<< /Type /OCG /Name (a) /Usage << /View << /ViewState /OFF >> >> >>',
    },
    'HIDDEN_LAYER',
  ],
  [
    'a layer that only some readers leave out in print',
    {
      ...layers('/Order [30 0 R]'),
      30: '<< /Name (a) /Usage << /Print << /PrintState /OFF >> >> >>',
    },
    'HIDDEN_LAYER',
  ],
  [
    'content that shows when layers are off',
    { ...PLAIN, 3: page('/X 30 0 R')[3] ?? '', 30: '<< /Type /OCMD /P /AllOff >>' },
    'HIDDEN_LAYER',
  ],
  [
    'a hidden annotation',
    annotation('<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /F 2 /Contents (9.000.000) >>'),
    'HIDDEN_ANNOTATION',
  ],
  [
    'an annotation that only prints',
    annotation('<< /Type /Annot /Subtype /Square /Rect [0 0 9 9] /F 36 >>'),
    'HIDDEN_ANNOTATION',
  ],
  [
    'content in an external file',
    { ...PLAIN, 4: '<< /F (http://example.vn/noi-dung) /Length 0 >>\nstream\n\nendstream' },
    'EXTERNAL_STREAM',
  ],
  [
    'a form that stands for a page of another file',
    page('/X 30 0 R', {
      30: stream('/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Ref << /F (x.pdf) /Page 0 >>', ''),
    }),
    'EXTERNAL_STREAM',
  ],
  [
    'an image with another one for printing',
    page('/X 30 0 R', {
      30: stream(
        '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Alternates [<< /Image 4 0 R /DefaultForPrinting true >>]',
        'x',
      ),
    }),
    'ALTERNATE_IMAGE',
  ],
  [
    'a picture that the printer takes from another file',
    page('/X 30 0 R', {
      30: stream('/Type /XObject /Subtype /Form /BBox [0 0 9 9] /OPI << /2.0 << /F (x.tif) >> >>', ''),
    }),
    'EXTERNAL_STREAM',
  ],
  ...(['/Subtype /PS', '/Subtype /Form /Subtype2 /PS'] as const).map(
    (kind) =>
      [
        `PostScript that only a printer runs: ${kind}`,
        page('/X 30 0 R', { 30: stream(`/Type /XObject ${kind} /BBox [0 0 9 9]`, 'showpage') }),
        'PRINTED_ONLY',
      ] as const,
  ),
  [
    'a field to be redrawn below one that says it is a signature',
    {
      ...catalog('/AcroForm << /Fields [30 0 R] /NeedAppearances true >>'),
      30: '<< /FT /Sig /T (a) /Kids [31 0 R] >>',
      31: '<< /FT /Tx /T (b) /V (c) >>',
    },
    'REDRAWN_FORM',
  ],
  ['an XFA form', catalog('/AcroForm << /Fields [] /XFA 4 0 R >>'), 'XFA'],
  [
    'a form that each viewer draws anew',
    {
      ...catalog('/AcroForm << /Fields [30 0 R] /NeedAppearances true >>'),
      30: '<< /FT /Tx /T (a) /V (b) >>',
    },
    'REDRAWN_FORM',
  ],
];

const options = { trust: null };

describe('active and hidden content at the gate', () => {
  it('a plain letter passes in every role', async () => {
    const path = stored(makeFile(PLAIN));
    for (const intent of [...OFFICIAL_ROLES, 'comment', 'plain', 'send'] as const) {
      const report = await checkGate(path, intent, options);
      expect(report).toMatchObject({ refusal: null, findings: [], warnings: [] });
    }
  });

  for (const [name, objects, code] of CARRIERS) {
    it(`${name}: refused for an official document, warned about for a plain signature`, async () => {
      const path = stored(makeFile(objects));
      const official = await checkGate(path, 'approve', options);
      expect(official.findings.map((one) => one.code)).toContain(code);
      expect(official.refusal?.code).toBe('GATE_ACTIVE_CONTENT');
      expect(() => passGate(official)).toThrow(KyguiError);
      expect(official.refusal?.details.findings).toContain(FINDINGS[code].vi);
      const plain = await checkGate(path, 'plain', options);
      expect(plain.refusal).toBeNull();
      expect(plain.warnings).toContain(code);
    });
  }

  it('links, bookmarks and visible layers are no findings', async () => {
    const objects: Objects = {
      ...annotation(
        '<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://example.vn) >> >>',
      ),
      1: '<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] /OCProperties << /OCGs [31 0 R] /D << /ON [31 0 R] >> >> >>',
      31: '<< /Type /OCG /Name (a) >>',
    };
    expect((await checkGate(stored(makeFile(objects)), 'issue', options)).findings).toEqual([]);
  });

  it('a description of the file that cannot be read is no finding; the same object is one where it would be drawn', async () => {
    const spoilt = '<< /Producer (Bo soan thao mau) /Title (C) ong van >>';
    const alone = await checkGate(stored(makeFile({ ...PLAIN, 6: spoilt })), 'issue', options);
    expect(alone).toMatchObject({ refusal: null, findings: [] });
    const drawn = await checkGate(stored(makeFile({ ...page('/X 6 0 R'), 6: spoilt })), 'issue', options);
    expect(drawn.findings.map((one) => one.code)).toEqual(['UNREADABLE_PART']);
    const torn = '<< /Title (a) /Author )';
    const parts = await checkGate(stored(makeFile({ ...page('/X 6 0 R'), 6: torn })), 'issue', options);
    expect(parts.findings.map((one) => one.code)).toEqual(['UNREADABLE_PART']);
  });

  it('a policy file turns refusing into warning, and warning into refusing', async () => {
    const path = stored(makeFile(catalog(`/OpenAction ${SCRIPT}`)));
    const policy = readGatePolicy({
      official: { findings: { JAVASCRIPT: 'warn', OPEN_ACTION: 'ignore' } },
      other: { findings: { JAVASCRIPT: 'refuse' } },
    });
    const official = await checkGate(path, 'approve', { ...options, policy });
    expect(official).toMatchObject({ refusal: null, warnings: ['JAVASCRIPT'] });
    expect((await checkGate(path, 'plain', { ...options, policy })).refusal?.code).toBe(
      'GATE_ACTIVE_CONTENT',
    );
  });

  it('a policy that names what does not exist is refused by its own code', () => {
    expect(() => readGatePolicy({ official: { findings: { NONSENSE: 'warn' } } })).toThrow(/POLICY_INVALID/u);
    expect(() => readGatePolicy({ officials: {} })).toThrow(/POLICY_INVALID/u);
  });
});

describe('earlier signatures at the gate', () => {
  const signed = signedLetter();
  const broken = Buffer.concat([signed, Buffer.from('\n')]);

  it('a sound signature lets the next one pass', async () => {
    expect((await checkGate(stored(signed), 'issue', options)).refusal).toBeNull();
  });

  it('a broken signature is neither co-signed in any role nor sent', async () => {
    const path = stored(broken);
    for (const intent of [...OFFICIAL_ROLES, 'comment', 'plain', 'send'] as const) {
      const report = await checkGate(path, intent, options);
      expect(report.refusal?.code).toBe('GATE_SIGNATURES_BROKEN');
      expect(report.refusal?.details.reasons).toContain('LAST_SIGNATURE_NOT_WHOLE_FILE');
    }
  });

  it('a signed file that cannot be read any more is refused too', async () => {
    const path = stored(Buffer.concat([signed, Buffer.from('startxref\n99999999\n%%EOF\n')]));
    expect((await checkGate(path, 'plain', options)).refusal?.code).toBe('GATE_SIGNATURES_BROKEN');
  });

  it('content changed after signing is refused by what was changed', async () => {
    const changed = revise(signed, { 3: bodyOf(signed, 3).replace('/MediaBox', '/Rotate 90 /MediaBox') });
    const report = await checkGate(stored(changed), 'issue', options);
    expect(report.refusal?.details.reasons).toContain('CHANGED_PAGES');
  });

  it('a policy may let a broken signature pass with a warning', async () => {
    const policy = readGatePolicy({ other: { brokenSignatures: 'warn' } });
    const report = await checkGate(stored(broken), 'plain', { ...options, policy });
    expect(report).toMatchObject({ refusal: null });
    expect(report.warnings).toContain('BROKEN_SIGNATURES');
  });
});

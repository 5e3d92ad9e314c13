import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  LETTER,
  lastTrailer,
  makeFile,
  type Objects,
  revise,
  signFile,
  sizeOf,
  stream,
} from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority, crl } from './kit/pki.ts';

/** Programs of the iText family write page, description and answers anew while they sign behind somebody else. */
const { agency, issuing, leader } = authority();

const xmp = (body: string) =>
  stream(
    '/Type /Metadata /Subtype /XML',
    Buffer.from(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="dc" xmlns:pdf="pdf">${body}</rdf:RDF></x:xmpmeta>`,
    ),
  );
const title = (words: string) =>
  `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${words}</rdf:li></rdf:Alt></dc:title>`;

const signed = signFile(
  makeFile({
    ...LETTER,
    1: (LETTER[1] as string).replace(/ >>$/u, ' /Metadata 30 0 R >>'),
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Rotate 0 >>',
    3: (LETTER[3] as string).replace('/MediaBox [0 0 595 842] ', ''),
    30: xmp(
      `<rdf:Description rdf:about=""><pdf:Producer>Mẫu</pdf:Producer><pdf:Keywords>so  1</pdf:Keywords></rdf:Description>` +
        `<rdf:Description rdf:about="">${title('Công văn mẫu')}<dc:format>application/pdf</dc:format></rdf:Description>`,
    ),
  }),
);

/** The agency signs behind the leader, and its program writes these objects besides. */
const second = (objects: Objects) => judged(signFile(signed, { signer: agency, objects }));
const next = sizeOf(signed);
const page = (entries: string) => bodyOf(signed, 3).replace('/Annots [', `${entries} /Annots [${next} 0 R `);

describe('a second signer whose program writes much anew', () => {
  it('is sound when the page says what it inherits', async () => {
    const said = page('/MediaBox [0 0 595 842] /Rotate 0');
    expect(await second({ 3: said })).toMatchObject({ sound: true });
  });

  it('is not sound when the page says something else than it inherits', async () => {
    for (const entries of ['/MediaBox [0 0 595 400]', '/Rotate 180', '/CropBox [0 0 595 400]']) {
      const verdict = await second({ 3: page(entries) });
      expect(verdict.sound).toBe(false);
      expect(verdict.reasons).toContain('CHANGED_PAGES');
    }
  });

  const rewritten = (words: string) =>
    xmp(
      `<rdf:Description rdf:about="" dc:format="application/pdf" pdf:Keywords="so 1" pdf:Producer="Mẫu; khác">\n  ${title(words)}\n</rdf:Description>`,
    );

  it('is sound when the description says the same in another order and form', async () => {
    expect(await second({ 30: rewritten('Công văn mẫu') })).toMatchObject({ sound: true });
  });

  it('is not sound when the description says something else', async () => {
    const verdict = await second({ 30: rewritten('Quyết định mẫu') });
    expect(verdict.sound).toBe(false);
    expect(verdict.reasons).toContain('CHANGED_METADATA');
  });
});

describe('a description made from nothing', () => {
  const plain = signFile(makeFile(LETTER));
  const described = (words: string) =>
    judged(
      signFile(plain, {
        signer: agency,
        objects: {
          1: bodyOf(plain, 1).replace(/ >>$/u, ' /Metadata 30 0 R >>'),
          30: xmp(`<rdf:Description rdf:about="">${title(words)}</rdf:Description>`),
        },
      }),
    );

  it('may repeat what the information dictionary says', async () => {
    expect(await described('Cong van mau')).toMatchObject({ sound: true });
  });

  it('may say nothing else', async () => {
    expect((await described('Quyết định mẫu')).reasons).toContain('CHANGED_METADATA');
  });
});

describe('a second signer whose program is of the iText 2 family', () => {
  const described = signFile(
    makeFile({ ...LETTER, 6: '<< /Title <feff0043> /Trapped /False /Producer (Bo soan thao mau) >>' }),
  );
  const identified = (from: RegExp, to: string, objects: Objects) =>
    judged(
      signFile(described, {
        signer: agency,
        objects,
        trailer: lastTrailer(described).replace(from, to),
      }),
    );

  it('is sound with identifier, description and mark of the page tree written anew', async () => {
    const objects = {
      2: bodyOf(described, 2).replace(/ >>$/u, ' /ITXT (2.1.7) >>'),
      6: '<< /Title (C) /Trapped (False) /Producer (khac) >>',
    };
    expect(await identified(/\/ID \[<\w+>/u, '/ID [<abcdef>', objects)).toMatchObject({ sound: true });
  });

  it('is not sound without the identifier, with another title or another thing in the mark', async () => {
    expect((await identified(/\/ID \[[^\]]*\]/u, '', {})).reasons).toContain('CHANGED_TRAILER');
    const title = { 6: bodyOf(described, 6).replace('<feff0043>', '(D)') };
    expect((await identified(/^/u, '', title)).reasons).toContain('CHANGED_METADATA');
    const mark = { 2: bodyOf(described, 2).replace(/ >>$/u, ' /ITXT 4 0 R >>') };
    expect((await identified(/^/u, '', mark)).reasons).toContain('CHANGED_PAGES');
  });
});

describe('a frame that the form lists for the newest of its signatures', () => {
  const frame = (content: string) => stream('/Type /XObject /Subtype /Form /BBox [0 0 99 99]', content);
  const dr = (entries: string) => `<< /Fields [8 0 R 10 0 R] /DA (/Helv 0 Tf 0 g) /DR << ${entries} >> >>`;
  const FONTS = '/Font << /Helv 5 0 R >>';
  const framed = signFile(
    makeFile({ ...LETTER, 7: dr(`${FONTS} /XObject << /FRM 40 0 R >>`), 40: frame('q Q') }),
  );
  const signedBehind = (objects: Objects) => judged(signFile(framed, { signer: agency, objects }));
  const number = sizeOf(framed);
  const fields = bodyOf(framed, 7).replace(/\/Fields \[(.*?)\]/u, `/Fields [$1 ${number} 0 R]`);

  it('is sound when the name means another object', async () => {
    const objects = { 7: fields.replace('/FRM 40 0 R', '/FRM 70 0 R'), 70: frame('q n Q') };
    expect(await signedBehind(objects)).toMatchObject({ sound: true });
  });

  it('is not sound when the object itself or a font is another', async () => {
    expect((await signedBehind({ 40: frame('0 0 99 99 re f') })).reasons).toContain('CHANGED_RESOURCES');
    const font = {
      7: fields.replace('/Helv 5 0 R', '/Helv 70 0 R'),
      70: bodyOf(framed, 5).replace('Helvetica', 'Symbol'),
    };
    expect((await signedBehind(font)).reasons).toContain('CHANGED_FONT');
  });

  it("is not sound when the list is the page's own, where a name that was missing would be drawn", async () => {
    const shared = signFile(
      makeFile({
        ...LETTER,
        3: (LETTER[3] as string).replace(/\/Resources << .*? >> >>/u, '/Resources 41 0 R'),
        4: stream('', 'BT /F1 14 Tf 72 700 Td (So tien: 1.000.000 dong) Tj ET /FRM Do'),
        7: '<< /Fields [8 0 R 10 0 R] /DA (/Helv 0 Tf 0 g) /DR 41 0 R >>',
        41: '<< /Font << /F1 5 0 R >> >>',
      }),
    );
    const named = {
      41: '<< /Font << /F1 5 0 R >> /XObject << /FRM 70 0 R >> >>',
      70: frame('0 0 99 99 re f'),
    };
    const verdict = await judged(signFile(shared, { signer: agency, objects: named }));
    expect(verdict.sound).toBe(false);
    expect(verdict.reasons).toContain('CHANGED_RESOURCES');
  });
});

describe('validation data behind the last signature', () => {
  const withStore = (info: string) =>
    judged(
      revise(signed, {
        1: bodyOf(signed, 1).replace(/ >>$/u, ' /DSS 60 0 R >>'),
        6: bodyOf(signed, 6).replace(/ >>$/u, ` ${info} >>`),
        60: '<< /Type /DSS /CRLs [61 0 R] >>',
        61: stream('', crl(issuing, [], new Date('2026-01-06'), new Date('2026-12-31'))),
      }),
    );

  it('may come with the day on which the file was saved', async () => {
    expect(await withStore("/ModDate (D:20260107080000+07'00')")).toMatchObject({ sound: true });
  });

  it('may come with nothing else', async () => {
    const verdict = await withStore('/Author (Ke mao danh)');
    expect(verdict.sound).toBe(false);
    expect(verdict.reasons).toContain('CHANGED_METADATA');
  });
});

describe('answers that take the place of older ones', () => {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const list = (revoked: Parameters<typeof crl>[1]) =>
    crl(issuing, revoked, day('2026-01-06'), day('2026-12-31'));
  const stored = (answer: Buffer, file: Buffer) =>
    revise(file, {
      1: bodyOf(signed, 1).replace(/ >>$/u, ' /DSS 60 0 R >>'),
      60: '<< /Type /DSS /CRLs [61 0 R] >>',
      61: stream('', answer),
    });

  it('leave the file sound, and hide no revocation that an older one told', async () => {
    const revoked = stored(list([{ serial: leader.serial, at: day('2026-01-01') }]), signed);
    const replaced = await judged(stored(list([]), revoked));
    expect(replaced).toMatchObject({ sound: true, trusted: false });
    expect(replaced.reasons).toContain('CERTIFICATE_REVOKED');
  });

  it('may come into an entry of their own object alone', async () => {
    const first = revise(stored(list([]), signed), {
      60: '<< /Type /DSS /CRLs [61 0 R] /VRI 62 0 R >>',
      62: '<< >>',
    });
    const entry = revise(first, { 62: `<< /${'AB'.repeat(20)} << /CRL [61 0 R] >> >>` });
    expect(await judged(entry)).toMatchObject({ sound: true });
  });

  it('are missed when they are fewer', async () => {
    const first = stored(list([]), signed);
    const verdict = await judged(revise(first, { 60: '<< /Type /DSS /CRLs [] >>' }));
    expect(verdict.reasons).toContain('CHANGED_VALIDATION_DATA');
  });
});

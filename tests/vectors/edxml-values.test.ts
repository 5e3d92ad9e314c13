import { describe, expect, test } from 'vitest';
import {
  attachment,
  codes,
  PDF64,
  read,
  readDocument,
  STATUS,
  TYPE0,
  TYPE1,
  withAttachment,
} from './edxml-reading.ts';

describe('values', () => {
  test.each([
    ['2026/01/05', '2026-01-05', []],
    ['05/01/2026', '2026-01-05', ['DATE_FORMAT']],
    ['30/10/2020', '2020-10-30', ['DATE_FORMAT']],
    ['2026-01-05', '2026-01-05', ['DATE_FORMAT']],
    ['2026/01/05 08:30:00', '2026-01-05', ['DATE_FORMAT']],
    ['2026-01-05T00:00:00+07:00', '2026-01-05', ['DATE_FORMAT']],
    ['2026-01-04T17:00:00Z', '2026-01-05', ['DATE_FORMAT']],
    ['2014/02/30', undefined, ['DATE_UNREADABLE']],
    ['31/04/2026', undefined, ['DATE_UNREADABLE']],
    ['05/01/26', undefined, ['DATE_UNREADABLE']],
    ['2026/1/5', undefined, ['DATE_UNREADABLE']],
    ['2026/13/01', undefined, ['DATE_UNREADABLE']],
    ['0001/01/01', undefined, ['DATE_UNREADABLE']],
    ['ngày 5', undefined, ['DATE_UNREADABLE']],
    ['null', undefined, ['NULL_TEXT', 'NULL_TEXT', 'MISSING']],
  ])('PromulgationDate %s is %s', async (text, day, expected) => {
    const outcome = await readDocument(
      TYPE0.replace('<edXML:PromulgationDate>2026/01/05', `<edXML:PromulgationDate>${text}`),
    );
    expect(outcome.package.messageHeader.promulgationInfo.promulgationDate).toBe(day);
    expect(codes(outcome)).toEqual(expected);
  });

  test('TraceHeader without OrganId, or with the word null', async () => {
    const outcome = await readDocument(
      TYPE0.replace(
        '</edXML:TraceHeader>',
        '</edXML:TraceHeader><edXML:TraceHeader><edXML:Timestamp>2026-01-05 09:00:00</edXML:Timestamp></edXML:TraceHeader><edXML:TraceHeader><edXML:OrganId>null</edXML:OrganId><edXML:Timestamp>x</edXML:Timestamp></edXML:TraceHeader>',
      ),
    );
    expect(outcome.package.traceHeaderList.traceHeaders).toEqual([
      { organId: 'H99.01', timestamp: '2026-01-05T08:30:00' },
      { organId: '', timestamp: '2026-01-05T09:00:00' },
      { organId: '' },
    ]);
    expect(codes(outcome)).toEqual(['DATE_FORMAT', 'NULL_TEXT', 'DATE_UNREADABLE']);
  });

  test('empty ResponseFor, with or without empty children, is ignored', async () => {
    const outcome = await readDocument(
      TYPE0.replace(
        '<edXML:SteeringType>',
        '<edXML:ResponseFor/><edXML:ResponseFor><edXML:OrganId></edXML:OrganId><edXML:Code/></edXML:ResponseFor><edXML:SteeringType>',
      ),
    );
    expect(outcome.package.messageHeader.responseFor).toEqual([]);
    expect(codes(outcome)).toEqual(['EMPTY_RESPONSE_FOR', 'EMPTY_RESPONSE_FOR']);
  });

  test('numbers that are none take the reference reader’s defaults', async () => {
    const text = TYPE0.replace('<edXML:Type>2<', '<edXML:Type>x<')
      .replace('<edXML:TypeDetail>0<', '<edXML:TypeDetail>-1<')
      .replace('<edXML:Priority>1<', '<edXML:Priority><')
      .replace('<edXML:PageAmount>3<', '<edXML:PageAmount>ba<');
    const { package: model, ...outcome } = await readDocument(text);
    expect(model.messageHeader.documentType).toEqual({ type: 2, typeName: 'Công văn' });
    expect(model.messageHeader.otherInfo).toMatchObject({ priority: 0, pageAmount: 1 });
    expect(codes(outcome)).toEqual(['NUMBER_UNREADABLE', 'MISSING', 'NUMBER_UNREADABLE']);
  });

  test('text that was HTML-escaped first is shown decoded, the original kept', async () => {
    const outcome = await readDocument(
      TYPE0.replace('<edXML:Subject>V/v kiểm thử', '<edXML:Subject>A &amp;lt;B&amp;gt; &amp;amp; C'),
    );
    expect(outcome.package.messageHeader.subject).toBe('A <B> & C');
    expect(outcome.warnings).toContainEqual(
      expect.objectContaining({ code: 'HTML_ESCAPED', value: 'A &lt;B&gt; &amp; C' }),
    );
  });

  test('a receiver that the axis added under its old code is marked', async () => {
    const alias =
      '<edXML:To><edXML:OrganId>000.00.00.G99</edXML:OrganId><edXML:OrganizationInCharge>TLTVBQG_CDMDD_QD20</edXML:OrganizationInCharge><edXML:OrganName>Bộ Mẫu (Mã cũ) (qd20)</edXML:OrganName></edXML:To>';
    const outcome = await readDocument(TYPE0.replace('<edXML:DocumentId>', `${alias}<edXML:DocumentId>`));
    expect(outcome.package.messageHeader.to).toHaveLength(3);
    expect(codes(outcome)).toEqual(['ALIAS_RECEIVER']);
  });

  test('a left-over Bussiness/DocumentId of a new letter is ignored', async () => {
    const outcome = await readDocument(
      TYPE0.replace(
        '<edXML:Bussiness>',
        '<edXML:Bussiness><edXML:DocumentId>H99,2026/01/01,1/A</edXML:DocumentId>',
      ),
    );
    expect(outcome.package.traceHeaderList.bussiness?.documentId).toBeUndefined();
    expect(codes(outcome)).toEqual(['LEFTOVER_DOCUMENT_ID']);
  });

  test('a recall whose places disagree is shown with all of them', async () => {
    const text = TYPE1.replace(
      '<edXML:DocumentId>H99.01,2026/01/02,14/UBND-VP</edXML:DocumentId>\r\n          <edXML:BussinessDocType>',
      '<edXML:DocumentId>H99.01,2026/01/02,13/UBND-VP</edXML:DocumentId><edXML:BussinessDocType>',
    );
    const outcome = await readDocument(text);
    expect(outcome.warnings).toContainEqual(
      expect.objectContaining({
        code: 'TARGET_DISAGREES',
        value: 'H99.01,2026/01/02,13/UBND-VP | H99.01,2026/01/02,14/UBND-VP',
      }),
    );
  });

  test('a status in another order, with tabs, and with its code unpadded', async () => {
    const text = STATUS.replace(
      /(<edXML:OrganizationInCharge>.*<\/edXML:OrganizationInCharge>)\s*(<edXML:OrganName>.*<\/edXML:OrganName>)/u,
      '$2\t$1',
    ).replace('<edXML:StatusCode>03<', '<edXML:StatusCode> 3 <');
    const outcome = await read(text);
    expect(outcome).toMatchObject({
      kind: 'status',
      package: { statusCode: '03', from: { organId: 'H99.02' } },
    });
    expect(codes(outcome)).toEqual(['ORDER', 'STATUS_CODE_FORM']);
  });

  test('an unknown status code stays raw', async () => {
    const outcome = await read(STATUS.replace('>03<', '>103<'));
    expect(outcome).toMatchObject({ package: { statusCode: '103' } });
    expect(codes(outcome)).toEqual(['STATUS_CODE_UNKNOWN']);
  });
});

describe('linking References', () => {
  const reference = (id: string, name: string) =>
    `<edXML:Reference><edXML:ContentId>${id}</edXML:ContentId><edXML:AttachmentName>${name}</edXML:AttachmentName><edXML:Description>mô tả ${name}</edXML:Description></edXML:Reference>`;
  const two = `${attachment('a.pdf', PDF64).replace('cid:id-1', 'cid:cid:7')}${attachment('b.pdf', PDF64).replace('cid:id-1', '8')}`;

  test('any number of leading cid: and crossed order', async () => {
    const outcome = await readDocument(
      withAttachment(two, reference('cid:8', 'b.pdf') + reference('7', 'a.pdf')),
    );
    expect(outcome.attachments.map((one) => one.description)).toEqual(['mô tả a.pdf', 'mô tả b.pdf']);
    expect(codes(outcome)).toEqual([]);
  });

  test('position, then name, when nothing matches; extra ones are listed', async () => {
    const outcome = await readDocument(
      withAttachment(two, reference('x', 'a.pdf') + reference('y', 'b.pdf') + reference('z', 'c.pdf')),
    );
    expect(outcome.attachments.map((one) => one.description)).toEqual(['mô tả a.pdf', 'mô tả b.pdf']);
    expect(codes(outcome)).toEqual(['REFERENCE_GUESSED', 'REFERENCE_GUESSED', 'REFERENCE_EXTRA']);
  });

  test('none at all', async () => {
    const outcome = await readDocument(withAttachment(two, ''));
    expect(outcome.attachments.map((one) => one.description)).toEqual(['a.pdf', 'b.pdf']);
    expect(codes(outcome)).toEqual(['REFERENCE_MISSING', 'REFERENCE_MISSING']);
  });
});

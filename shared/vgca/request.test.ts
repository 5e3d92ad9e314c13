import { describe, expect, it } from 'vitest';
import { fileSource, uploadName, webAddress } from './file-address.ts';
import { VGCA_OPERATIONS, vgcaOperation } from './operations.ts';
import { fileRequestOf, fileRequestSchema, filesRequestSchema, jsonObject, readMessage } from './request.ts';

const page = 'https://qlvb.example.vn/van-ban/chi-tiet?id=1';
const file = (change: object) => fileRequestSchema.parse(change);

describe('operations', () => {
  it('are the 29 of both generations, each with a path and a function of its own', () => {
    expect(VGCA_OPERATIONS).toHaveLength(29);
    expect(new Set(VGCA_OPERATIONS.map(({ path }) => path.toLowerCase())).size).toBe(29);
    expect(new Set(VGCA_OPERATIONS.map(({ call }) => call)).size).toBe(29);
  });
  it('are found without regard to case and slashes', () => {
    expect(vgcaOperation('/signpdf')?.path).toBe('SignPDF');
    expect(vgcaOperation('SIGNXMLP12/')?.path).toBe('SignXMLP12');
    expect(vgcaOperation('/nothing')).toBeUndefined();
    expect(vgcaOperation('/constructor')).toBeUndefined();
  });
});

describe('a request for one file', () => {
  it('may leave everything out', () => {
    expect(file({})).toEqual({
      FileUploadHandler: '',
      JWTToken: '',
      FileName: '',
      DocNumber: { number: '', notation: '' },
      IssuedDate: '',
    });
  });
  it('counts what is no text as empty: a serialised object lets the clerk type', () => {
    const odd = file({
      DocNumber: { 0: {}, length: 1 },
      IssuedDate: 5,
      FileName: null,
      FileUploadHandler: [],
    });
    expect(odd).toMatchObject({
      DocNumber: { number: '' },
      IssuedDate: '',
      FileName: '',
      FileUploadHandler: '',
    });
    expect(file({ DocNumber: '{"0":{},"length":1}' }).DocNumber.number).toBe('');
  });
  it('splits number and notation', () => {
    expect(file({ DocNumber: '123/BCY-CTSBMTT' }).DocNumber).toEqual({
      number: '123',
      notation: 'BCY-CTSBMTT',
    });
    expect(file({ DocNumber: ' 79 ' }).DocNumber).toEqual({ number: '79', notation: '' });
  });
  it('takes the day in Vietnam: midnight there is 17:00Z of the day before', () => {
    expect(file({ IssuedDate: '2026-01-04T17:00:00.000Z' }).IssuedDate).toBe('2026-01-05');
    expect(file({ IssuedDate: '2019-03-12T12:00:00+07:00' }).IssuedDate).toBe('2019-03-12');
    expect(file({ IssuedDate: '05/01/2026' }).IssuedDate).toBe('2026-01-05');
    expect(file({ IssuedDate: 'hôm nay' }).IssuedDate).toBe('');
  });
  it('drops the word before a token', () => {
    expect(file({ JWTToken: 'Bearer a.b.c' }).JWTToken).toBe('a.b.c');
  });
  it('refuses addresses of absurd length', () => {
    expect(fileRequestSchema.safeParse({ FileName: 'x'.repeat(9000) }).success).toBe(false);
  });
});

describe('a request for several files', () => {
  it('keeps the type of FileID, 0 included, and takes FileName for a batch of one', () => {
    const files = [
      { FileID: 0, FileName: 'a', URL: '/a' },
      { FileID: '7', FileName: 'b', URL: '/b' },
    ];
    expect(filesRequestSchema.parse({ Files: files }).Files).toEqual(files);
    expect(filesRequestSchema.parse({ FileName: '/a.pdf' }).Files).toEqual([
      { FileID: 0, FileName: '/a.pdf', URL: '/a.pdf' },
    ]);
  });
});

describe('where a file lies', () => {
  it.each([
    ['', { from: 'clerk', name: '' }],
    ['cong-van', { from: 'clerk', name: 'cong-van.pdf' }],
    ['C:\\tam\\cong van.pdf', { from: 'clerk', name: 'cong van.pdf' }],
    ['/tep/1', { from: 'web', address: 'https://qlvb.example.vn/tep/1', name: '1.pdf' }],
    [
      '//may-chu.example.vn/a.pdf',
      { from: 'web', address: 'https://may-chu.example.vn/a.pdf', name: 'a.pdf' },
    ],
    [
      'https://qlvb.example.vn/(S(ab1))//tep/V%C4%83n.pdf?x=Số 1',
      {
        from: 'web',
        address: 'https://qlvb.example.vn/(S(ab1))//tep/V%C4%83n.pdf?x=S%E1%BB%91%201',
        name: 'Văn.pdf',
      },
    ],
  ])('%s', (name, expected) => {
    expect(fileSource(name, page)).toEqual(expected);
  });
  it('knows what lies in the page, and takes no bytes that the page could not unpack', () => {
    expect(fileSource('blob:https://qlvb.example.vn/5', page)?.from).toBe('page');
    expect(fileSource('data:application/pdf;base64,%%%', page)).toBeUndefined();
    expect(webAddress('http://[', page)).toBeUndefined();
  });
  it('gives the original name to the upload, without what breaks a header', () => {
    expect(uploadName('a"b\r\nc.PDF')).toBe('abc.pdf');
    expect([...uploadName('ă'.repeat(400))]).toHaveLength(154);
    expect(uploadName('')).toBe('van-ban.pdf');
  });
});

describe('a message', () => {
  it('is content when it is base64, a digest when it is a JSON object', () => {
    expect(readMessage('SignMsg', ' SGVsbG8= ')).toEqual({ form: 'cms', content: 'SGVsbG8=' });
    const value = Buffer.alloc(32, 7).toString('base64');
    const digest = `{"HashAlg":"SHA256","HashValue":"${value}","Encode":"RSA"}`;
    expect(readMessage('SignMsg', digest)).toEqual({ form: 'raw', hash: 'SHA-256', digest: value });
    expect(readMessage('SignMsg', digest.replace('SHA256', 'sha-512'))).toBeUndefined();
    expect(readMessage('SignMsg', digest.replace('"RSA"', '""'))).toMatchObject({ form: 'cms-hash' });
  });
  it.each([
    '',
    '[object Object]',
    'không phải',
    '{"HashAlg":"MD5","HashValue":"AA=="}',
    '{"type":"subscribe"}',
    '[1]',
  ])('is not %s', (frame) => expect(readMessage('SignMsg', frame)).toBeUndefined());
  it('takes booleans as texts and as what they are', () => {
    const xml = { Base64Content: 'PGEvPg==', ReturnSignatureOnly: 'false', XmlDsigForm: 'true' };
    const expected = { form: 'xml', content: 'PGEvPg==', xades: false, signatureOnly: false };
    expect(readMessage('SignXML', JSON.stringify(xml))).toEqual(expected);
    expect(readMessage('SignXML', JSON.stringify({ ...xml, ReturnSignatureOnly: true }))).toEqual({
      ...expected,
      signatureOnly: true,
    });
    expect(readMessage('SignJson', '{"JsonContent":"{}","DetachPayload":"true","IsPss":"false"}')).toEqual({
      form: 'jws',
      content: 'e30=',
      detached: true,
      pss: false,
    });
  });
  it('signs a challenge as it stands', () => {
    expect(readMessage('Auth', 'thử thách')).toEqual({ form: 'cms', content: 'dGjhu60gdGjDoWNo' });
  });
});

it('a frame meant for another program is no request for a file; one that leaves keys out is', () => {
  expect(fileRequestOf('{"type":"subscribe"}')).toBeUndefined();
  expect(fileRequestOf('[object Object]')).toBeUndefined();
  expect(fileRequestOf('{"FileName":""}')).toEqual({ FileName: '' });
});

it('an object that became text is no request', () => {
  expect(jsonObject('[object Object]')).toBeUndefined();
  expect(jsonObject('\uFEFF{"a":1}')).toEqual({ a: 1 });
});

it.each(['[object Object]', 'null', 'undefined'])('%s was never meant to be signed', (frame) => {
  for (const path of ['SignMsg', 'Auth', 'SignJson']) expect(readMessage(path, frame)).toBeUndefined();
});

it('SignJson of a frame that was meant for somebody else is nothing', () => {
  expect(readMessage('SignJson', '{"type":"subscribe"}')).toBeUndefined();
  expect(readMessage('SignJson', '{"JsonContent":{"a":1}}')).toMatchObject({ form: 'jws' });
});

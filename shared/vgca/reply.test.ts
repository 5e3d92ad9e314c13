import { describe, expect, it } from 'vitest';
import { cancelledReply, failureReply, fileReply, filesReply, messageReply, REPLY_BYTES } from './reply.ts';
import { readUploadAnswer } from './upload-answer.ts';
import { verifyXmlReply } from './verify-reply.ts';

const read = (text: string, more: object = {}) =>
  readUploadAnswer({ status: 200, redirected: false, text, ...more });
const stamped = { number: '15', notation: '', day: '2026-01-05' };

describe('what a handler answers', () => {
  it('passes FileServer through: text as it is, a number as text, an object as JSON', () => {
    expect(read('{"Status":true,"FileServer":"/a b"}')).toMatchObject({ taken: true, fileServer: '/a b' });
    expect(read('{"Status":true,"FileServer":55}')).toMatchObject({ fileServer: '55' });
    expect(read('{"Status":true,"FileServer":{"id":1}}')).toMatchObject({ fileServer: '{"id":1}' });
    expect(read('{"Status":true,"FileServer":null}')).toMatchObject({ fileServer: '' });
  });
  it.each([['true'], ['0'], ['"0"'], ['"true"']])('Status %s is success', (status) => {
    expect(read(`{"Status":${status}}`).taken).toBe(true);
  });
  it.each([['false'], ['1'], ['"1"'], ['null'], ['"ok"']])('Status %s is a failure', (status) => {
    expect(read(`{"Status":${status},"Message":"lỗi"}`)).toEqual({
      taken: false,
      reason: 'refused',
      message: 'lỗi',
    });
  });
  it('keys may be spelt in another case; the exact one wins', () => {
    expect(read('{"status":true,"fileServer":"/a","fileName":"a.pdf"}')).toMatchObject({
      taken: true,
      fileServer: '/a',
      fileName: 'a.pdf',
    });
    expect(read('{"status":true,"Status":false}').taken).toBe(false);
  });
  it('is read in single quotes, as by the reader of the incumbent', () => {
    const answer = "{'Status':true,'Message':'','FileName':'a.pdf','FileServer':'/files/a.pdf'}";
    expect(read(answer)).toMatchObject({ taken: true, fileName: 'a.pdf', fileServer: '/files/a.pdf' });
  });
  it('what says nothing of its kind is shown as it came', () => {
    expect(read('Hết dung lượng')).toMatchObject({ taken: false, message: 'HTTP 200: Hết dung lượng' });
  });
  it('a missing Status is a failure', () => expect(read('{}').taken).toBe(false));
  it('is read behind a byte order mark and under HTTP 500', () => {
    expect(read('\uFEFF {"Status":true}', { status: 500 }).taken).toBe(true);
  });
  it('that is no JSON is searched for its Status', () => {
    expect(read('{"Status":false,"Message":"C:\\tam "x""}')).toMatchObject({
      taken: false,
      reason: 'refused',
    });
  });
  it('that is a page names the HTTP code, or the ended session', () => {
    expect(read('<!DOCTYPE html><h1>413</h1>', { status: 413 })).toEqual({
      taken: false,
      reason: 'unreadable',
      message: 'HTTP 413',
    });
    expect(read('<html>Đăng nhập', { redirected: true })).toMatchObject({ reason: 'session' });
  });
  it('stays faithful to success with an error in its words, and keeps the words', () => {
    expect(read('{"Status":true,"Message":"Có lỗi xảy ra","FileServer":""}')).toMatchObject({
      taken: true,
      message: 'Có lỗi xảy ra',
    });
  });
  it.each([
    ['{"Status":true,"FileServer":"/a.pdf"}', 200],
    ['{"Status":true,"Message":"Thành công","FileServer":"/a.pdf"}', 200],
    ['{"Status":0,"FileServer":{"id":7}}', 500],
    ['{"Status":true}', 200],
  ])('nothing speaks against the success of %s', (text, status) => {
    expect(read(text, { status })).toMatchObject({ taken: true, certain: true });
  });
  it.each([
    ['{"Status":true,"Message":"Có lỗi: disk full","FileServer":""}', 200],
    [`{"Status":true,"Message":"${'Có lỗi'.normalize('NFD')}","FileServer":"/a.pdf"}`, 200],
    ['{"Status":true,"Message":"Không ghi được tệp","FileServer":""}', 200],
    ['{"Status":true,"FileServer":" "}', 500],
    ['{"Status":true,"Message":"C:\tam "x""}', 200],
  ])('the success of %s is told to the page, and is not certain', (text, status) => {
    expect(read(text, { status })).toMatchObject({ taken: true, certain: false });
  });
});

describe('replies', () => {
  it('of a file carry every key, even when empty, and stay below the buffer of native callers', () => {
    const reply = fileReply({ message: '', fileName: 'a.pdf', fileServer: 'x'.repeat(2000), stamped });
    expect(Object.keys(JSON.parse(reply))).toEqual([
      'Status',
      'Message',
      'FileName',
      'FileServer',
      'DocumentNumber',
      'DocumentDate',
      'CustomSignatureText',
    ]);
    expect(JSON.parse(reply)).toMatchObject({ Status: 0, DocumentNumber: '15', DocumentDate: '05/01/2026' });
    expect(new TextEncoder().encode(reply).length).toBeLessThan(REPLY_BYTES);
  });
  it('of failures carry the same words under every key that callers read, with the code', () => {
    const reply = JSON.parse(failureReply('SignMsg', 'VGCA_REQUEST_INVALID', { operation: 'SignMsg' }));
    expect(reply).toMatchObject({ Status: 1, Message: reply.Error, message: reply.Error });
    expect(reply.Error).toContain('VGCA_REQUEST_INVALID');
    expect(Object.keys(JSON.parse(failureReply('SignPDF', 'INTERNAL')))).toEqual([
      'Status',
      'Message',
      'Error',
    ]);
    expect(JSON.parse(cancelledReply('Auth'))).toEqual({
      Status: 11,
      Message: 'Người dùng đã hủy',
      Error: 'Người dùng đã hủy',
    });
  });
  it('of failures stay below the buffer of native callers, whatever a page had in its request', () => {
    const reply = failureReply('SignMsg', 'SITE_ADDRESS_REFUSED', { host: 'ặ'.repeat(8000) });
    expect(new TextEncoder().encode(reply).length).toBeLessThan(REPLY_BYTES);
    expect(JSON.parse(reply).Error).toMatch(/\(SITE_ADDRESS_REFUSED\)$/u);
  });
  it('of VerifyXML have an entry where there is no signature: callers read the first', () => {
    expect(JSON.parse(verifyXmlReply({ isSound: true, signatures: [] }))).toEqual([
      {
        SigInfo: { SignerCert: { SerialNumber: '' } },
        ValidationDetails: { SignerCertStatus: { Status: 1, Description: 'Không có chữ ký số.' } },
      },
    ]);
  });
  it('of several files say 0 when one is good, and 1 when none is', () => {
    const good = { FileID: 0, FileName: 'a', URL: '/a', result: { fileServer: '/s', message: '' } };
    const bad = { ...good, FileID: '7', result: { code: 'SITE_SESSION_EXPIRED' as const, details: {} } };
    const both = JSON.parse(filesReply([good, bad]));
    expect(both).toMatchObject({
      Status: 0,
      Files: [
        { FileID: 0, Status: 0, FileSignedURL: '/s', FileServer: '/s' },
        { FileID: '7', Status: 1, FileServer: '' },
      ],
    });
    expect(both.Message).not.toBe('');
    expect(JSON.parse(filesReply([bad])).Status).toBe(1);
    expect(JSON.parse(filesReply([good])).Message).toBe('Ký số thành công');
  });
  it('of messages give the certificate to SignMsg only', () => {
    const signed = { signature: 'AA==', certificate: 'BB==' };
    expect(JSON.parse(messageReply('Auth', signed))).toEqual({ Status: 0, Signature: 'AA==' });
    expect(JSON.parse(messageReply('SignMsg', { ...signed, digest: 'CC==' }))).toEqual({
      Status: 0,
      Signature: 'AA==',
      CertBase64: 'BB==',
      Message: '',
      HashValue: 'CC==',
    });
  });
});

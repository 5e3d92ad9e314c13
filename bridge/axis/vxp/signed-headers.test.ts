import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { foldToAscii } from '../ascii.ts';
import { hashFileValue } from './hash-file.ts';
import { signedHeaders } from './signed-headers.ts';
import { vxpTimestamp } from './timestamp.ts';

const identity = { systemId: 'test.system.01', secret: 'not-a-real-secret' };
const at = Date.parse('2025-10-13T10:25:18.123+07:00');
const json = 'application/json';

describe('timestamp', () => {
  test('is Vietnam local time with milliseconds after the plus sign', () => {
    expect(vxpTimestamp(at)).toBe('13102025T102518+0123');
  });
  test('crosses midnight in Vietnam, not in UTC', () => {
    expect(vxpTimestamp(Date.parse('2025-12-31T18:05:09.007Z'))).toBe('01012026T010509+0007');
  });
});

describe('hash-file', () => {
  test('drops the leading zero of each byte', () => {
    const value = hashFileValue(createHash('sha256').update('abc').digest());
    expect(value).toBe('ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad');
    expect(value).toHaveLength(61);
  });
});

describe('signed headers', () => {
  test('a second call carries nothing of the first', () => {
    signedHeaders(identity, json, { docId: 'first' }, at);
    const headers = signedHeaders(identity, json, { servicetype: 'eDoc', messagetype: 'edoc' }, at);
    expect(Object.keys(headers)).not.toContain('XroadVnpt-docId');
    expect(JSON.stringify(headers)).not.toContain('first');
  });

  test('the secret appears in no header', () => {
    expect(JSON.stringify(signedHeaders(identity, json, {}, at))).not.toContain(identity.secret);
  });

  test.each([['a\r\nX-Injected: 1'], ['Xã Mẫu'], ['tab\there']])('refuses the value %j', (value) => {
    expect(() => signedHeaders(identity, json, { docId: value }, at)).toThrow('AXIS_VALUE_UNSENDABLE');
  });

  test.each([
    [
      {
        fromDate: '01/10/2025 00:00:00',
        toDate: '13/10/2025 00:00:00',
        servicetype: 'eDoc',
        messagetype: 'edoc',
      },
      'fromDate;systemid;servicetype;messagetype;toDate;timestamp;Content-Type',
    ],
    [
      { docId: '1', status: 'fail', description: 'x' },
      'systemid;docId;description;timestamp;Content-Type;status',
    ],
    [{ AgencyCode: 'H99.01' }, 'systemid;AgencyCode;timestamp;Content-Type'],
    [{ level: '1' }, 'systemid;level;timestamp;Content-Type'],
  ])('keys %j come in the order of a Java map', (parameters, order) => {
    expect(signedHeaders(identity, json, parameters, at)['XroadVnpt-sign-header-key']).toBe(order);
  });
});

test('descriptions are folded to plain letters', () => {
  expect(foldToAscii('Tệp  không đọc được: Đơn vị Mẫu\n→')).toBe('Tep khong doc duoc: Don vi Mau ?');
});

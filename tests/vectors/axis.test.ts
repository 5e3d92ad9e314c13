import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashFileValue } from '../../bridge/axis/vxp/hash-file.ts';
import { signedHeaders } from '../../bridge/axis/vxp/signed-headers.ts';
import { parseDocumentId } from '../../shared/edxml/document-id.ts';
import { readDay, readMoment } from '../../shared/edxml/read/wire-date.ts';

/** Vectors of the axis API, section 9. Secret and system id are the ones printed there. */
const identity = { systemId: 'test.system.01', secret: 'not-a-real-secret' };
const at = Date.parse('2025-10-13T10:25:18.123+07:00');
const hashFile = hashFileValue(createHash('sha256').update('abc').digest());

const vectors = [
  {
    name: 'V1 list',
    contentType: 'application/json',
    parameters: { servicetype: 'eDoc', messagetype: 'edoc' },
    keys: 'systemid;servicetype;messagetype;timestamp;Content-Type',
    json: '{"XroadVnpt-systemid":"test.system.01","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-timestamp":"13102025T102518+0123","XroadVnpt-Content-Type":"application/json"}',
    hmac: '9e104bcdd6f7cd43fc906012598f4fc24092ac0b083f7a17c90333cc271d77d9',
  },
  {
    name: 'V3 getEdoc',
    contentType: 'application/json',
    parameters: { docId: '68ee1c50c2dcb14db773f484', filePath: 'xml' },
    keys: 'systemid;docId;filePath;timestamp;Content-Type',
    json: '{"XroadVnpt-systemid":"test.system.01","XroadVnpt-docId":"68ee1c50c2dcb14db773f484","XroadVnpt-filePath":"xml","XroadVnpt-timestamp":"13102025T102518+0123","XroadVnpt-Content-Type":"application/json"}',
    hmac: '59b05635ca600fd62415c45a65e37a2a0d31f29c22275d1dbca788abec9c4889',
  },
  {
    name: 'V4 updateStatus',
    contentType: 'application/json',
    parameters: { docId: '68ee1c50c2dcb14db773f484', status: 'done' },
    keys: 'systemid;docId;timestamp;Content-Type;status',
    json: '{"XroadVnpt-systemid":"test.system.01","XroadVnpt-docId":"68ee1c50c2dcb14db773f484","XroadVnpt-timestamp":"13102025T102518+0123","XroadVnpt-Content-Type":"application/json","XroadVnpt-status":"done"}',
    hmac: '0f2ebb47d5059f1437cc5f2fd63c4afb30c43fdd0f2d044057408341ae0db58e',
  },
  {
    name: 'V5 sendEdoc',
    contentType: 'application/octet-stream',
    parameters: { servicetype: 'eDoc', messagetype: 'edoc', 'hash-file': hashFile, from: 'H37.DN.001' },
    keys: 'systemid;servicetype;messagetype;hash-file;from;timestamp;Content-Type',
    json: '{"XroadVnpt-systemid":"test.system.01","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-hash-file":"ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad","XroadVnpt-from":"H37.DN.001","XroadVnpt-timestamp":"13102025T102518+0123","XroadVnpt-Content-Type":"application/octet-stream"}',
    hmac: 'cfe0fa8e9744104f34b312e76b5d13649032660680dc65c482fdfffcaa9063f5',
  },
  {
    name: 'V6 sendEdoc with recipients that hold HTML characters',
    contentType: 'application/octet-stream',
    parameters: {
      servicetype: 'eDoc',
      messagetype: 'edoc',
      'hash-file': hashFile,
      from: 'H37.DN.001',
      to: JSON.stringify(['G12', "a=<b>&'"]),
    },
    keys: 'systemid;servicetype;messagetype;hash-file;from;to;timestamp;Content-Type',
    json: '{"XroadVnpt-systemid":"test.system.01","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-hash-file":"ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad","XroadVnpt-from":"H37.DN.001","XroadVnpt-to":"[\\"G12\\",\\"a=<b>&\'\\"]","XroadVnpt-timestamp":"13102025T102518+0123","XroadVnpt-Content-Type":"application/octet-stream"}',
    hmac: 'c2a477f9b1448ac9c1ff0ba1de789d3282acfd1c5b45ab93e588d08801ecf52a',
  },
] as const;

describe('VXP signature', () => {
  test.each(vectors)('$name: keys, JSON text and HMAC are those of the vendor', (vector) => {
    const headers = signedHeaders(identity, vector.contentType, vector.parameters, at);
    expect(headers['XroadVnpt-sign-header-key']).toBe(vector.keys);
    expect(headers['XroadVnpt-sign-header']).toBe(vector.json);
    expect(headers['XroadVnpt-hash-header']).toBe(vector.hmac);
  });

  test('V2 hash-file: SHA-256 of "abc" without the leading zero of each byte', () => {
    expect(createHash('sha256').update('abc').digest('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hashFile).toBe('ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad');
  });
});

describe('dates and names on the way', () => {
  test('V7 a DocumentId falls into organ, date and code at its commas', () => {
    expect(parseDocumentId('000.00.00.G22,2015/09/30,7816/VPCP-TTĐT')).toMatchObject({
      organId: '000.00.00.G22',
      code: '7816/VPCP-TTĐT',
    });
  });
  test('V8 header dates and moments in the form of the format', () => {
    expect(readDay('2015/09/30')).toMatchObject({ day: '2015-09-30' });
    expect(readMoment('2015/09/30 08:30:05')).toMatchObject({ moment: '2015-09-30T08:30:05' });
  });
});

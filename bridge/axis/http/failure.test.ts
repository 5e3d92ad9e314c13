import { describe, expect, test } from 'vitest';
import { KyguiError } from '../../../shared/errors.ts';
import { LocalTimeout, networkFailure, sendFailure } from './failure.ts';

const coded = (code: string, cause?: unknown) => Object.assign(new Error(code, { cause }), { code });

describe('a failure of the network', () => {
  test.each([
    [coded('ECONNREFUSED'), 'AXIS_UNREACHABLE'],
    [coded('EHOSTUNREACH'), 'AXIS_UNREACHABLE'],
    [coded('ENOTFOUND'), 'AXIS_NAME_UNKNOWN'],
    [coded('EAI_AGAIN'), 'AXIS_NAME_UNKNOWN'],
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'AXIS_CONNECT_TIMEOUT'],
    [new LocalTimeout('KYGUI_CONNECT_TIMEOUT'), 'AXIS_CONNECT_TIMEOUT'],
    [coded('UND_ERR_HEADERS_TIMEOUT'), 'AXIS_TIMEOUT'],
    [new LocalTimeout('KYGUI_STALLED'), 'AXIS_TIMEOUT'],
    [coded('CERT_HAS_EXPIRED'), 'AXIS_TLS'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'AXIS_TLS'],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'AXIS_TLS'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'AXIS_TLS'],
    [coded('EPROTO'), 'AXIS_TLS'],
    [coded('ECONNRESET'), 'AXIS_CONNECTION_BROKEN'],
    [coded('UND_ERR_SOCKET'), 'AXIS_CONNECTION_BROKEN'],
    [coded('HPE_INVALID_CONSTANT'), 'AXIS_REPLY_INVALID'],
    [coded('KYGUI_PROXY'), 'AXIS_PROXY'],
    [new DOMException('stop', 'AbortError'), 'AXIS_STOPPED'],
    [new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }), 'AXIS_UNREACHABLE'],
    ['a string', 'AXIS_CONNECTION_BROKEN'],
  ])('%s becomes %s', (thrown, code) => {
    expect(networkFailure(thrown, 'list', 'axis.example.vn')).toMatchObject({
      code,
      details: { operation: 'list', host: 'axis.example.vn' },
    });
  });
});

describe('a failed send', () => {
  const failure = new KyguiError('AXIS_TIMEOUT', { operation: 'sendEdoc' });
  test('is known to be not sent before any byte left', () => {
    expect(sendFailure(failure, false, false)).toMatchObject({
      code: 'AXIS_TIMEOUT',
      details: { outcome: 'not-sent' },
    });
  });
  test('is unknown once bytes have left, with the reason kept', () => {
    expect(sendFailure(failure, true, false)).toMatchObject({
      code: 'AXIS_OUTCOME_UNKNOWN',
      details: { outcome: 'unknown', reason: 'AXIS_TIMEOUT' },
    });
  });
  test('is certain when the axis itself said no', () => {
    expect(sendFailure(new KyguiError('AXIS_RECIPIENT_LOCKED'), true, true)).toMatchObject({
      code: 'AXIS_RECIPIENT_LOCKED',
      details: { outcome: 'refused' },
    });
  });
});

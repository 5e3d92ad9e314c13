import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

describe('log', () => {
  it('keeps codes and ids and drops every field that is not on the list', () => {
    const stream = new PassThrough();
    const fields = { code: 'TOKEN_PIN_WRONG', pin: '123456', subject: 'V/v kiểm thử', size: 12 };
    createLog('info', stream).info(fields, 'sign.failed');
    const line = String(stream.read());
    expect(JSON.parse(line)).toMatchObject({ msg: 'sign.failed', code: 'TOKEN_PIN_WRONG', size: 12 });
    expect(line).not.toContain('123456');
    expect(line).not.toContain('kiểm thử');
  });

  it('drops texts too long to be a code or an id, and whole objects', () => {
    const stream = new PassThrough();
    const fields: object = { state: 'x'.repeat(101), code: { pin: '123456' } };
    createLog('info', stream).warn(fields, 'odd');
    const line = String(stream.read());
    expect(line).not.toContain('xxx');
    expect(line).not.toContain('123456');
  });

  it('says of a failure where in the code it was thrown, and nothing of what it says', () => {
    const stream = new PassThrough();
    const failure = new TypeError('letter of\n    at Nguyễn Văn Mẫu (V/v kiểm thử)');
    createLog('info', stream).error({ code: 'INTERNAL', err: failure }, 'command failed');
    const line = String(stream.read());
    const { err } = JSON.parse(line);
    expect(err.kind).toBe('TypeError');
    expect(err.at[0]).toMatch(/log\.test\.ts:\d+:\d+$/u);
    expect(line).not.toContain('Mẫu');
    expect(line).not.toContain('kiểm thử');
  });
});

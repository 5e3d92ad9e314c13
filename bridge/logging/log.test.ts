import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

describe('log', () => {
  it('keeps codes and ids and drops every field that is not on the list', () => {
    const stream = new PassThrough();
    createLog('info', stream).info(
      { code: 'TOKEN_PIN_WRONG', pin: '123456', subject: 'V/v kiểm thử', size: 12 },
      'sign.failed',
    );
    const line = String(stream.read());
    expect(JSON.parse(line)).toMatchObject({ msg: 'sign.failed', code: 'TOKEN_PIN_WRONG', size: 12 });
    expect(line).not.toContain('123456');
    expect(line).not.toContain('kiểm thử');
  });

  it('drops texts too long to be a code or an id, and whole objects', () => {
    const stream = new PassThrough();
    createLog('info', stream).warn({ state: 'x'.repeat(101), code: { pin: '123456' } }, 'odd');
    const line = String(stream.read());
    expect(line).not.toContain('xxx');
    expect(line).not.toContain('123456');
  });
});

import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog, type LogFields } from './log.ts';

describe('log', () => {
  it('keeps codes and ids and drops every field that is not on the list', () => {
    const stream = new PassThrough();
    const foreign = {
      code: 'TOKEN_PIN_WRONG',
      pin: '123456',
      subject: 'V/v kiểm thử',
      size: 12,
    } as LogFields;
    createLog('info', stream).info('sign.failed', foreign);
    const line = String(stream.read());
    expect(JSON.parse(line)).toMatchObject({ msg: 'sign.failed', code: 'TOKEN_PIN_WRONG', size: 12 });
    expect(line).not.toContain('123456');
    expect(line).not.toContain('kiểm thử');
  });

  it('drops texts too long to be a code or an id', () => {
    const stream = new PassThrough();
    createLog('info', stream).warn('odd', { state: 'x'.repeat(101) });
    expect(String(stream.read())).not.toContain('xxx');
  });
});

import { describe, expect, it } from 'vitest';
import { failureOf } from '../sending/failure.ts';
import { unwritable } from './file-bytes.ts';

const failed = (code: string) => Object.assign(new Error(code), { code });

describe('a file of a package that cannot be written', () => {
  it.each(['ENOSPC', 'EDQUOT'])('because the disk has no room (%s) waits for room by itself', (code) => {
    const error = unwritable('/du-lieu/goi.edxml', failed(code));
    expect(error.code).toBe('STORE_DISK_FULL');
    expect(failureOf(error)).toMatchObject({ kind: 'waiting' });
  });

  it('for another reason names the file, not its folder', () => {
    expect(unwritable('/du-lieu/goi.edxml', failed('EACCES'))).toMatchObject({
      code: 'EDXML_FILE_UNWRITABLE',
      details: { file: 'goi.edxml', reason: 'EACCES' },
    });
  });
});

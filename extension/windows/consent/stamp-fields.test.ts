import { expect, test } from 'vitest';
import { entriesOf } from './letter-draft.ts';
import { stampFields } from './stamp-fields.ts';

const entries = { ...entriesOf({}), number: '15', notation: 'UBND-VP', signerName: 'Nguyễn Văn Mẫu' };

test('an entry that cannot be stamped is named, and the others still help to find the place', () => {
  const long = { ...entries, notation: 'VP'.repeat(60) };
  const { fields, unfit } = stampFields({ role: 'issue', send: false }, long);
  expect(unfit).toBe('notation');
  expect(fields).toEqual({ number: '15', signerName: 'Nguyễn Văn Mẫu' });
});

test('what the window does not show is left out where it does not fit: nobody could mend it there', () => {
  const long = { ...entries, notation: 'VP'.repeat(60), signerName: 'Nguyễn Văn Mẫu '.repeat(20) };
  expect(stampFields({ role: 'approve', send: false }, long)).toEqual({ fields: {}, unfit: null });
});

import { expect, test } from 'vitest';
import { initialsOf } from './stamp-words.ts';

test.each([
  ['Nguyễn Văn Mẫu', 'NVM'],
  ['  đặng  thị Ánh Mẫu ', 'ĐTÁM'],
  ['Nguye\u0302\u0303n Văn Mẫu (UBND)', 'NVMU'],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

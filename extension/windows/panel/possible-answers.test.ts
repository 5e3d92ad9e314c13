import { expect, test } from 'vitest';
import { type Answered, possibleAnswers } from './possible-answers.ts';

const after = (kind: Answered['kind'], ...codes: string[]) =>
  possibleAnswers({ kind, answers: codes.map((statusCode) => ({ statusCode })) });

test.each([
  [['01'], ['accept', 'refuse']],
  [
    ['01', '03'],
    ['assign', 'process', 'finish'],
  ],
  [
    ['01', '03', '04'],
    ['process', 'finish'],
  ],
  [['01', '03', '05'], ['finish']],
  [['01', '02'], []],
  [['01', '03', '06'], []],
])('a letter that was answered %j can be answered %j', (codes, wanted) => {
  expect(after('new', ...codes)).toEqual(wanted);
});

test.each(['recall', 'update', 'recall-request'] as const)('%s is agreed to or declined, once', (kind) => {
  expect(after(kind)).toEqual(['agree', 'decline']);
  expect(after(kind, '01', '15')).toEqual([]);
  expect(after(kind, '01', '16')).toEqual([]);
});

test('a replacement is entered like a letter and answered like a request, in any order', () => {
  expect(after('replace', '01')).toEqual(['accept', 'refuse', 'agree', 'decline']);
  expect(after('replace', '01', '15')).toEqual(['accept', 'refuse']);
  expect(after('replace', '01', '03')).toEqual(['assign', 'process', 'finish', 'agree', 'decline']);
  expect(after('replace', '01', '03', '16', '05')).toEqual(['finish']);
});

test('what could not be read is answered by nobody', () => {
  expect(after('unreadable')).toEqual([]);
});

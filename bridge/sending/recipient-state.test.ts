import { describe, expect, it } from 'vitest';
import { stateOfStatuses } from './recipient-state.ts';

const state = (...codes: readonly string[]) =>
  stateOfStatuses(codes.map((statusCode, index) => ({ statusCode, at: `2026-01-05T0${index}:00:00Z` })));

describe('what is shown for a recipient', () => {
  it.each([
    [['01'], 'arrived'],
    [['01', '03', '04', '05', '06'], 'finished'],
    [['03', '01'], 'accepted'],
    [['01', '02'], 'refused'],
    [['01', '02', '01'], 'refused'],
    [['01', '02', '03'], 'accepted'],
    [['01', '03', '02'], 'refused'],
    [['01', '03', '15'], 'recall-agreed'],
    [['01', '15', '06'], 'recall-agreed'],
    [['01', '03', '16'], 'recall-refused'],
    [['01', '03', '16', '06'], 'finished'],
    [['103'], null],
    [[], null],
  ])('after %j is %s', (codes, shown) => {
    expect(state(...codes)).toBe(shown);
  });

  it('follows the times of the statuses, not the order of their arrival', () => {
    expect(
      stateOfStatuses([
        { statusCode: '03', at: '2026-01-05T09:00:00Z' },
        { statusCode: '02', at: '2026-01-05T08:00:00Z' },
      ]),
    ).toBe('accepted');
  });
});

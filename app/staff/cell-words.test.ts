import { describe, expect, it } from 'vitest';
import { cellWords, count, EMPTY_CELL, markOf, type Cell } from './cell-words';

const cell = (over: Partial<Cell>): Cell => ({ ...EMPTY_CELL, ...over });

describe('markOf', () => {
  it.each([
    [{ state: 'not-started' }, 'none'],
    [{ state: 'trying', attempts: 2 }, 'trying'],
    [{ state: 'trying', attempts: 3 }, 'stuck'],
    [{ state: 'grading', attempts: 9 }, 'grading'],
    [{ state: 'passed', attempts: 9 }, 'passed'],
    [{ state: 'platform-error', attempts: 4 }, 'ours'],
  ] as const)('%o is drawn as %s', (over, mark) => {
    expect(markOf(cell(over))).toBe(mark);
  });
});

describe('cellWords', () => {
  it.each([
    [{}, 'not started'],
    [{ state: 'trying', attempts: 1, score: 0 }, 'trying, 1 attempt, 0 of 100 points'],
    [{ state: 'trying', attempts: 5, score: 33.333 }, 'needs you: no pass yet, 5 attempts, 33.3 of 100 points'],
    [{ state: 'passed', attempts: 2, score: 100 }, 'passed, 2 attempts'],
    [{ state: 'passed', attempts: 2, score: 90 }, 'passed, 2 attempts, 90 of 100 points'],
    [{ state: 'grading', attempts: 1 }, 'being graded, 1 attempt'],
    [{ state: 'platform-error', attempts: 1 }, 'our fault, 1 attempt'],
  ] as const)('%o: %s', (over, words) => {
    expect(cellWords(cell(over), 100)).toBe(words);
  });
});

it('counts with the right form', () => {
  expect([count(0, 'student'), count(1, 'student'), count(10_000, 'student')]).toEqual([
    '0 students',
    '1 student',
    '10,000 students',
  ]);
});

/** Times, and when workers are said to differ. */
import { describe, expect, it } from 'vitest';
import type { WorkerView } from '@/lib/features/operations/views';
import { differingGraders, duration, latency, resultWords } from './words';

describe('duration', () => {
  it.each([
    [0.41, '0.4 s'],
    [9.96, '10 s'],
    [89, '89 s'],
    [120, '2 min'],
    [7500, '2 h 5 min'],
    [7200, '2 h'],
    [3 * 86_400, '3 d'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});

describe('latency', () => {
  it.each([
    [null, '–'],
    [87.4, '87 ms'],
    [999.6, '1.0 s'],
    [65_000, '65 s'],
  ])('%s is %s', (ms, words) => {
    expect(latency(ms)).toBe(words);
  });
});

describe('differingGraders', () => {
  const worker = (version: number, state: WorkerView['state'] = 'working') =>
    ({ state, grader: { version, build: 'abcdef0123', runtime: 'node 24' } }) as WorkerView;

  it('says nothing while all that live are equal', () => {
    expect(differingGraders([])).toBeNull();
    expect(differingGraders([worker(2), worker(2), worker(1, 'stopped'), worker(3, 'lost')])).toBeNull();
  });

  it('names each kind with how many there are', () => {
    expect(differingGraders([worker(2), worker(3), worker(2, 'draining')])).toBe(
      '2 with version 2, build abcdef01, node 24; 1 with version 3, build abcdef01, node 24',
    );
  });
});

describe('resultWords', () => {
  it('says what was left alone', () => {
    expect(resultWords('retry', { done: 1, skipped: 0 })).toBe('1 submission sent to the graders again.');
    expect(resultWords('cancel', { done: 0, skipped: 2 })).toBe(
      '0 submissions taken out of the queue; 2 left alone, because they are not as shown any more.',
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  constantRate,
  cosineDecay,
  exponentialDecay,
  ReduceLROnPlateau,
  stepDecay,
  timeDecay,
  warmUp,
} from './schedules';

describe('schedules', () => {
  const table = (schedule: (t: number) => number, times: number[]): number[] =>
    times.map((t) => Number(schedule(t).toPrecision(12)));

  it.each([
    { name: 'constant', schedule: constantRate(0.1), times: [0, 7], want: [0.1, 0.1] },
    { name: 'halved every 5', schedule: stepDecay(0.1, 0.5, 5), times: [0, 4, 5, 20], want: [0.1, 0.1, 0.05, 0.00625] },
    { name: 'a tenth every 20', schedule: stepDecay(0.1, 0.1, 20), times: [19, 20, 40], want: [0.1, 0.01, 0.001] },
    {
      name: 'exponential',
      schedule: exponentialDecay(0.1, 0.05),
      times: [0, 1, 20],
      want: [0.1, 0.0951229424501, 0.0367879441171],
    },
    { name: 'time decay', schedule: timeDecay(0.1, 0.5), times: [0, 2, 8], want: [0.1, 0.05, 0.02] },
    {
      name: 'cosine',
      schedule: cosineDecay(0.1, 100, 0.02),
      times: [0, 25, 50, 75, 100, 1000],
      want: [0.1, 0.0882842712475, 0.06, 0.0317157287525, 0.02, 0.02],
    },
    { name: 'cosine of no steps', schedule: cosineDecay(1, 0, 0.02), times: [0, 1], want: [0.02, 0.02] },
    {
      name: 'warm-up, then steps',
      schedule: warmUp(4, stepDecay(0.4, 0.5, 2)),
      times: [0, 1, 3, 4, 5, 6],
      want: [0.1, 0.2, 0.4, 0.4, 0.4, 0.2],
    },
  ])('$name', ({ schedule, times, want }) => expect(table(schedule, times)).toEqual(want));

  it('refuses to fall every 0 epochs', () => {
    expect(() => stepDecay(0.1, 0.5, 0)).toThrow('stepDecay: every is 0');
  });
});

describe('ReduceLROnPlateau', () => {
  const rates = (plateau: ReduceLROnPlateau, losses: number[]): number[] => losses.map((loss) => plateau.update(loss));

  it('lowers the rate at the last of `patience` bad epochs in a row, and counts anew', () => {
    const plateau = new ReduceLROnPlateau(1, { factor: 0.5, patience: 2 });
    expect(rates(plateau, [1, 0.9, 0.91, 0.92, 0.93, 0.94])).toEqual([1, 1, 1, 0.5, 0.5, 0.25]);
  });

  it('starts counting again at a good epoch', () => {
    const plateau = new ReduceLROnPlateau(1, { factor: 0.5, patience: 2 });
    expect(rates(plateau, [1, 1.1, 0.9, 1, 0.8, 1, 1])).toEqual([1, 1, 1, 1, 1, 1, 0.5]);
  });

  it('compares with the best loss, not with the last', () => {
    const plateau = new ReduceLROnPlateau(1, { factor: 0.5, patience: 2 });
    expect(rates(plateau, [1, 3, 2])).toEqual([1, 1, 0.5]);
  });

  it('calls an equal loss, NaN, and a fall of no more than minDelta bad', () => {
    expect(rates(new ReduceLROnPlateau(1, { factor: 0.5, patience: 1 }), [1, 1, NaN])).toEqual([1, 0.5, 0.25]);
    const careful = new ReduceLROnPlateau(1, { factor: 0.5, patience: 1, minDelta: 0.25 });
    expect(rates(careful, [1, 0.75, 0.5])).toEqual([1, 0.5, 0.5]);
  });

  it('stops at the floor, and never raises a rate that lies below it', () => {
    expect(rates(new ReduceLROnPlateau(1, { patience: 1, minRate: 0.05 }), [1, 1, 1, 1])).toEqual([1, 0.1, 0.05, 0.05]);
    expect(rates(new ReduceLROnPlateau(1e-7, { patience: 1 }), [1, 1])).toEqual([1e-7, 1e-7]);
  });

  it('waits ten epochs and takes a tenth unless told', () => {
    const plateau = new ReduceLROnPlateau(1);
    expect(
      rates(
        plateau,
        Array.from({ length: 11 }, () => 1),
      ).slice(-2),
    ).toEqual([1, 0.1]);
  });
});

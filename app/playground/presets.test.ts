import { describe, expect, it } from 'vitest';
import { js } from '@/lib/engine';
import { applyPreset, PRESETS } from './presets';
import { Session, type Snapshot } from './session';
import { START, stepsPerEpoch } from './settings';

/** How a preset stands after so many epochs. */
async function after(name: string, epochs: readonly number[]): Promise<Snapshot[]> {
  const preset = PRESETS.find((one) => one.name === name);
  if (preset === undefined) throw new Error(`there is no preset ${name}`);
  const settings = applyPreset(START, preset);
  const session = new Session(settings, js('f64'), { onFallback: () => undefined });
  const found: Snapshot[] = [];
  for (const epoch of epochs) {
    await session.advance(epoch * stepsPerEpoch(settings) - session.step, () => false);
    found.push(await session.measure());
  }
  return found;
}

async function end(name: string, epochs: number): Promise<Snapshot> {
  const [snapshot] = await after(name, [epochs]);
  if (snapshot === undefined) throw new Error('there is a snapshot');
  return snapshot;
}

describe('what presets say is so', () => {
  it('a line is enough for two blobs', async () => {
    expect((await end('A line is enough', 20)).measure.testAccuracy).toBeGreaterThan(0.98);
  });

  it('a line is not enough for XOR', async () => {
    const { measure } = await end('A line is not enough', 200);
    expect(measure.trainLoss).toBeGreaterThan(0.65);
    expect(measure.trainLoss).toBeLessThan(0.75);
  });

  it('the product solves it, and so does a layer', async () => {
    expect((await end('Solved by features', 50)).measure.testAccuracy).toBeGreaterThan(0.95);
    expect((await end('Solved by layers', 150)).measure.testAccuracy).toBeGreaterThan(0.93);
  });

  it('the spiral can be learnt', async () => {
    expect((await end('Spiral', 300)).measure.testAccuracy).toBeGreaterThan(0.95);
  });

  it('the gradient vanishes towards the first layer', async () => {
    const { gradients } = await end('Vanishing gradient', 5);
    expect(gradients[0]).toBeLessThan((gradients.at(-1) ?? 0) / 100);
  });

  it('ReLU units die', async () => {
    const { idle } = await end('Dead ReLU', 20);
    expect(idle.reduce((sum, units) => sum + units, 0)).toBeGreaterThan(0);
  });

  it('training loss falls while test loss climbs, unless weights are held back', async () => {
    const [early, late] = await after('Overfitting', [30, 600]);
    expect(late?.measure.trainLoss).toBeLessThan((early?.measure.trainLoss ?? 0) / 2);
    expect(late?.measure.testLoss).toBeGreaterThan(1.5 * (early?.measure.testLoss ?? Infinity));
    const held = await end('Held back by weight decay', 600);
    expect(held.measure.testLoss).toBeLessThan((late?.measure.testLoss ?? 0) / 2);
  });

  it('units that start alike stay alike', async () => {
    const { params } = await end('All start alike', 100);
    const first = params.slice(0, 4);
    expect(new Set(first).size).toBe(1);
  });

  it('heights can be learnt', async () => {
    const [before, later] = await after('Hills', [0, 300]);
    expect(later?.measure.testLoss).toBeLessThan((before?.measure.testLoss ?? 0) / 5);
  });
});

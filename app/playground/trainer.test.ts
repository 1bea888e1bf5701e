import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { js, type Backend } from '@/lib/engine';
import { openWasm } from '@/lib/engine/backends/wasm';
import { openWebGpu } from '@/lib/engine/backends/webgpu';
import { missing, nodeGpu } from '@/lib/engine/backends/webgpu/node-gpu.suite';
import { until } from '../../tests/support/until';
import type { FromTrainer, SentFrame, ToTrainer } from './messages';
import { paramCount, unitIndex } from './net';
import { Session } from './session';
import { START, type BackendChoice, type Settings } from './settings';
import { Trainer } from './trainer';

const SMALL: Settings = { ...START, points: 80, batch: 8, layers: [3] };
/** Forty training points in batches of eight. */
const EPOCH = 5;

/** A trainer, everything it said, and a clock that stands still unless it is moved. */
function setUp(backends: Partial<Record<BackendChoice, Backend>> = {}) {
  const said: FromTrainer[] = [];
  const clock = { now: 0, tick: 0 };
  const trainer = new Trainer({
    post: (message) => {
      said.push(message);
    },
    // Time passes with work, too.
    now: () => (clock.now += 0.1),
    rest: async () => {
      await nextTurn();
      clock.now += clock.tick;
    },
    open: async (choice) => {
      const backend = backends[choice] ?? js('f64');
      return { backend, report: { name: backend.name, why: '', note: null } };
    },
  });
  const frames = (): SentFrame[] => said.filter((message) => message.kind === 'frame');
  const tell = async (message: ToTrainer): Promise<SentFrame> => {
    const before = frames().length;
    trainer.take(message);
    await until('a frame', () => frames().length > before);
    const frame = frames().at(-1);
    if (frame === undefined) throw new Error('there is a frame');
    return frame;
  };
  const settle = (settings: Settings, version = 0) => tell({ kind: 'settings', settings, version });
  return { trainer, said, clock, frames, tell, settle };
}

describe('the trainer', () => {
  it('answers the first settings with backend, points and the net before training', async () => {
    const { said, settle } = setUp();
    const frame = await settle(SMALL, 7);
    expect(said.map(({ kind }) => kind)).toEqual(['backend', 'points', 'frame']);
    expect(frame).toMatchObject({ version: 7, epoch: 0, running: false, touched: false, rate: 0.03 });
    expect(frame.params).toHaveLength(paramCount(SMALL));
    expect(frame.tiles).toHaveLength(4 * 32 * 32);
    expect(frame.surface).toHaveLength(96 * 96);
    expect(frame.gradients).toHaveLength(2);
  });

  it('takes one step or the rest of an epoch', async () => {
    const { settle, tell } = setUp();
    await settle(SMALL);
    expect((await tell({ kind: 'advance', by: 'step' })).measure.step).toBe(1);
    expect(await tell({ kind: 'advance', by: 'epoch' })).toMatchObject({ epoch: 1, measure: { step: EPOCH } });
    expect((await tell({ kind: 'advance', by: 'epoch' })).measure.step).toBe(2 * EPOCH);
  });

  it('gives the same run again after a restart', async () => {
    const { settle, tell } = setUp();
    const start = await settle({ ...SMALL, dropout: 0.2 });
    const once = await tell({ kind: 'advance', by: 'epoch' });
    const again = await tell({ kind: 'restart' });
    expect(again.params).toEqual(start.params);
    expect(again.run).toBe(start.run + 1);
    expect((await tell({ kind: 'advance', by: 'epoch' })).params).toEqual(once.params);
  });

  it('keeps the weights when training changes, and starts over when the net does', async () => {
    const { settle, tell } = setUp();
    await settle(SMALL, 0);
    const trained = await tell({ kind: 'advance', by: 'epoch' });
    for (const change of [{ rate: 0.1 }, { optimizer: 'adam' }, { batch: 4 }, { dropout: 0.1 }] as const) {
      const changed = await settle({ ...SMALL, ...change }, 1);
      expect(changed.params, JSON.stringify(change)).toEqual(trained.params);
      expect(changed).toMatchObject({ version: 1, touched: true, run: trained.run });
    }
    expect(await settle({ ...SMALL, activation: 'relu' }, 2)).toMatchObject({ run: trained.run + 1, touched: false });
    expect((await settle({ ...SMALL, activation: 'relu', discrete: true }, 3)).run).toBe(trained.run + 1);
  });

  it('goes on after each kind of change', async () => {
    const { settle, tell } = setUp();
    await settle(SMALL);
    let last = await tell({ kind: 'advance', by: 'epoch' });
    for (const change of [{ optimizer: 'adamw' }, { batch: 20 }, { dropout: 0.5 }, { regularizer: 'l1' }] as const) {
      await settle({ ...SMALL, ...change }, 1);
      const next = await tell({ kind: 'advance', by: 'step' });
      expect(next.params, JSON.stringify(change)).not.toEqual(last.params);
      expect(next.measure.step).toBe(last.measure.step + 1);
      last = next;
    }
  });

  it('puts a number into the net, and trains on from there', async () => {
    const { settle, tell } = setUp();
    await settle(SMALL);
    const set = await tell({ kind: 'set-param', index: 4, value: -1.5 });
    expect(set.params[4]).toBe(-1.5);
    expect(set.touched).toBe(true);
    const next = await tell({ kind: 'advance', by: 'step' });
    expect(next.params[4]).toBeCloseTo(-1.5, 1);
    expect(next.params[4]).not.toBe(-1.5);
    expect((await tell({ kind: 'set-param', index: 99, value: 1 })).params).toEqual(next.params);
  });

  it('shows the unit that is looked at', async () => {
    const { settle, tell } = setUp();
    const output = await settle(SMALL);
    const unit = await tell({ kind: 'look', at: { layer: 0, unit: 2 } });
    expect(unit.surface).not.toEqual(output.surface);
    // The small map of that unit is the large one, seen coarsely.
    const small = unit.tiles?.slice(unitIndex(SMALL.layers, { layer: 0, unit: 2 }) * 1024).slice(0, 1024);
    expect(Math.sign(small?.[0] ?? 0)).toBe(Math.sign(unit.surface[0] ?? 0));
    expect((await tell({ kind: 'look', at: null })).surface).toEqual(output.surface);
  });

  it('keeps the pace that was asked for', async () => {
    const { trainer, clock, frames, settle, tell } = setUp();
    await settle({ ...SMALL, speed: 'slow' });
    clock.tick = 10;
    const begin = clock.now;
    trainer.take({ kind: 'run' });
    // The page paints whatever comes.
    const paint = setInterval(() => trainer.take({ kind: 'painted' }), 1);
    await until('two seconds', () => clock.now - begin > 2000);
    clock.tick = 0;
    clearInterval(paint);
    const { measure } = await tell({ kind: 'pause' });
    const expected = ((clock.now - begin) / 1000) * 4 * EPOCH;
    expect(measure.step).toBeGreaterThan(0.8 * expected);
    expect(measure.step).toBeLessThanOrEqual(expected + EPOCH);
    await until('the end of the run', () => frames().at(-1)?.running === false);
  });

  it('brings the maps of all units with the first frame of a larger net, also while it runs', async () => {
    const { trainer, settle, frames } = setUp();
    await settle(SMALL);
    trainer.take({ kind: 'run' });
    for (const [version, layers] of [[3, 2], [3, 2, 4], [5]].entries()) {
      const { length } = frames();
      trainer.take({ kind: 'settings', settings: { ...SMALL, layers }, version });
      await until('a frame of the new net', () => {
        trainer.take({ kind: 'painted' });
        return frames()
          .slice(length)
          .some((frame) => frame.version === version);
      });
      const units = layers.reduce((sum, size) => sum + size, 1);
      const first = frames()
        .slice(length)
        .find((frame) => frame.version === version);
      expect(first?.tiles).toHaveLength(units * 32 * 32);
    }
    trainer.take({ kind: 'pause' });
  });

  it('sends no frame before the last one is painted', async () => {
    const { trainer, frames, settle, tell, clock } = setUp();
    await settle({ ...SMALL, speed: 'full' });
    trainer.take({ kind: 'painted' });
    clock.tick = 1;
    const before = frames().length;
    trainer.take({ kind: 'run' });
    await until('a frame', () => frames().length > before);
    const { length } = frames();
    for (let i = 0; i < 50; i++) await nextTurn();
    expect(frames()).toHaveLength(length);
    trainer.take({ kind: 'painted' });
    await until('the next frame', () => frames().length > length);
    await tell({ kind: 'pause' });
  });

  it('moves to another backend with its weights', async () => {
    const { said, settle, tell } = setUp({ wasm: await openWasm() });
    await settle({ ...SMALL, optimizer: 'adam' });
    const before = await tell({ kind: 'advance', by: 'epoch' });
    const moved = await settle({ ...SMALL, optimizer: 'adam', backend: 'wasm' }, 1);
    expect(said.findLast(({ kind }) => kind === 'backend')).toMatchObject({ report: { name: 'WebAssembly SIMD' } });
    expect(moved.params).toEqual(Float64Array.from(before.params, Math.fround));
    expect(moved.run).toBe(before.run);
    expect((await tell({ kind: 'advance', by: 'epoch' })).measure.step).toBe(2 * EPOCH);
  });

  it('says so when a session cannot be made', async () => {
    const { trainer, said } = setUp();
    trainer.take({ kind: 'settings', settings: { ...SMALL, dropout: 1.5, init: 'none' as 'he' }, version: 0 });
    await until('the failure', () => said.some(({ kind }) => kind === 'failed'));
    expect(said.at(-1)).toMatchObject({ why: expect.stringContaining("there is no 'none'") as string });
  });
});

describe.skipIf(missing !== undefined)('on a GPU', () => {
  let gpu: Awaited<ReturnType<typeof openWebGpu>> | undefined;
  afterEach(() => gpu?.close());
  const open = async () => (gpu = await openWebGpu({ gpu: await nodeGpu(), allowFallbackAdapter: true }));

  it('learns what the CPU learns', async () => {
    const settings: Settings = { ...SMALL, data: 'xor', layers: [4], optimizer: 'adam' };
    const onGpu = new Session(settings, await open(), { onFallback: () => undefined });
    const onCpu = new Session(settings, js('f64'), { onFallback: () => undefined });
    await onGpu.advance(60, () => false);
    await onCpu.advance(60, () => false);
    const [a, b] = [await onGpu.measure(), await onCpu.measure()];
    expect(a.measure.trainLoss).toBeCloseTo(b.measure.trainLoss, 3);
    expect(a.measure.trainLoss).not.toBe(b.measure.trainLoss);
  });

  it('goes on in JavaScript when the device is lost, and says so', async () => {
    const { said, settle, tell } = setUp({ webgpu: await open() });
    await settle({ ...SMALL, backend: 'webgpu' });
    const before = await tell({ kind: 'advance', by: 'epoch' });
    gpu?.close();
    // Looking at it still works, from the numbers read last.
    expect((await tell({ kind: 'look', at: null })).params).toEqual(before.params);
    const after = await tell({ kind: 'advance', by: 'epoch' });
    expect(after.measure.step).toBe(2 * EPOCH);
    expect(Number.isFinite(after.measure.trainLoss)).toBe(true);
    expect(said.findLast(({ kind }) => kind === 'backend')).toMatchObject({
      report: { name: 'JavaScript float32', note: expect.stringContaining('The GPU was lost') as string },
    });
    expect((await tell({ kind: 'advance', by: 'epoch' })).measure.step).toBe(3 * EPOCH);
    expect(said.some(({ kind }) => kind === 'failed')).toBe(false);
  });
});

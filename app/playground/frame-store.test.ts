import { describe, expect, it } from 'vitest';
import { createFrameStore } from './frame-store';
import type { Frame } from './messages';

const frame = (patch: Partial<Frame> = {}): Frame => ({
  kind: 'frame',
  version: 0,
  run: 1,
  epoch: 0,
  running: false,
  stepsPerSecond: null,
  rate: 0.1,
  measure: { step: 0, trainLoss: 1, testLoss: 1, trainAccuracy: null, testAccuracy: null },
  params: new Float64Array(3),
  gradients: [1],
  idle: [0],
  tiles: new Int8Array(4),
  surface: new Int8Array(4),
  looked: null,
  touched: false,
  ...patch,
});
const at = (step: number): Frame['measure'] => ({ ...frame().measure, step });

describe('the frame store', () => {
  it('drops frames of settings that are no more', () => {
    const store = createFrameStore(frame());
    store.expect(2);
    store.put(frame({ version: 1, epoch: 5 }));
    expect(store.frame.epoch).toBe(0);
    store.put(frame({ version: 2, epoch: 6 }));
    expect(store.frame.epoch).toBe(6);
  });

  it('keeps the tiles of before where a frame has none', () => {
    const store = createFrameStore(frame());
    const { tiles } = store.frame;
    store.put({ ...frame({ epoch: 1 }), tiles: null });
    expect(store.frame.tiles).toBe(tiles);
    expect(store.frame.epoch).toBe(1);
  });

  it('begins a new history with each run', () => {
    const store = createFrameStore(frame());
    store.put(frame({ measure: at(1) }));
    store.put(frame({ measure: at(2) }));
    expect(store.history.list.map(({ step }) => step)).toEqual([0, 1, 2]);
    store.put(frame({ run: 2, measure: at(0) }));
    expect(store.history.list.map(({ step }) => step)).toEqual([0]);
  });

  it('tells painters of every frame, and readers at once only when the run stands still', () => {
    const store = createFrameStore(frame());
    let [painted, read] = [0, 0];
    const stop = store.onFrame(() => (painted += 1));
    store.onWords(() => (read += 1));
    store.put(frame({ running: true, measure: at(1) }));
    store.put(frame({ running: true, measure: at(2) }));
    store.put(frame({ running: true, measure: at(3) }));
    expect([painted, read]).toEqual([3, 1]);
    expect(store.words().measure.step).toBe(1);
    store.put(frame({ measure: at(4) }));
    expect([painted, read]).toEqual([4, 2]);
    expect(store.words().measure.step).toBe(4);
    stop();
    store.put(frame({ measure: at(5) }));
    expect(painted).toBe(4);
  });
});

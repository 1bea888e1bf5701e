/** Everybody in turn, round after round, so that what the machine does meanwhile hits all alike. */

/** A workload as one contender runs it. */
export interface Task {
  /** Once. What it returns is waited for. */
  run(): void | Promise<void>;
  /** Until everything that was started is done. */
  settle(): Promise<void>;
  /** A number that must agree among all: the loss after three steps, or the sum of the outputs. Called once, first. */
  probe(): Promise<number>;
  /** Seconds for `count` runs, where this process can't take the time itself. */
  time?(count: number): Promise<number>;
  /** Before a round of its own. */
  enter?(): void;
  close?(): void;
}

export interface Contender {
  name: string;
  /** A sentence instead of a task: why it can't. */
  open(): Promise<Task | string> | Task | string;
}

export interface Measured {
  name: string;
  /** Runs per second, one for each round. */
  rates?: number[];
  probe?: number;
  /** From nothing to the first result: building, compiling, one run. */
  firstMs?: number;
  /** Calls of the GPU's interface in one run, once warm. */
  calls?: Record<string, number>;
  why?: string;
}

export interface Pace {
  rounds: number;
  roundMs: number;
}

/** Beyond this a single run takes part in the first rounds only. */
const SLOW_MS = 700;
const SLOW_ROUNDS = 3;

export type Counter = () => Record<string, number>;
const COUNTED_RUNS = 4;

export async function alternate(
  contenders: readonly Contender[],
  { rounds, roundMs }: Pace,
  counter?: Counter,
): Promise<Measured[]> {
  const results: Measured[] = [];
  const racing: { task: Task; count: number; rates: number[]; last: number }[] = [];
  for (const contender of contenders) {
    const { name } = contender;
    try {
      const began = performance.now();
      const task = await contender.open();
      if (typeof task === 'string') {
        results.push({ name, why: task });
        continue;
      }
      const probe = await task.probe();
      const firstMs = performance.now() - began;
      const each = await pace(task, roundMs);
      const rates: number[] = [];
      const count = Math.max(1, Math.round(roundMs / each));
      racing.push({ task, count, rates, last: each > SLOW_MS ? Math.min(SLOW_ROUNDS, rounds) : rounds });
      results.push({ name, rates, probe, firstMs, ...(counter ? { calls: await counted(task, counter) } : {}) });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      results.push({ name, why: text.split('\n')[0]?.slice(0, 200) ?? 'no reason given' });
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { task, count, rates, last } of racing) {
      if (round >= last) continue;
      collectGarbage();
      task.enter?.();
      rates.push(count / (await seconds(task, count)));
    }
  }
  for (const { task } of racing) task.close?.();
  return results;
}

/** Warm is who has run for a round and no longer gets faster by so much, or has run for so many rounds. */
const FASTER = 0.9;
const WARM_ROUNDS = 10;

/** Milliseconds of one run, after enough of them to be warm. */
async function pace(task: Task, roundMs: number): Promise<number> {
  task.enter?.();
  let each = (await seconds(task, 1)) * 1000;
  let before = Infinity;
  const warm = (spent: number): boolean =>
    spent >= roundMs && (each > FASTER * before || spent >= WARM_ROUNDS * roundMs);
  for (let count = 2, spent = each; !warm(spent); count *= 2) {
    before = each;
    const ms = (await seconds(task, count)) * 1000;
    each = ms / count;
    spent += ms;
  }
  return each;
}

async function counted(task: Task, counter: Counter): Promise<Record<string, number>> {
  await task.settle();
  const before = { ...counter() };
  for (let i = 0; i < COUNTED_RUNS; i++) await task.run();
  // Before the results are waited for: reading is no part of a step.
  const after = { ...counter() };
  await task.settle();
  return Object.fromEntries(Object.entries(after).map(([kind, n]) => [kind, (n - (before[kind] ?? 0)) / COUNTED_RUNS]));
}

async function seconds(task: Task, count: number): Promise<number> {
  if (task.time) return await task.time(count);
  const began = performance.now();
  const first = task.run();
  if (first instanceof Promise) {
    await first;
    for (let i = 1; i < count; i++) await task.run();
  } else {
    for (let i = 1; i < count; i++) void task.run();
  }
  await task.settle();
  return (performance.now() - began) / 1000;
}

function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : ((sorted[middle - 1] ?? Number.NaN) + sorted[middle]!) / 2;
}

/** How much faster `ours` was in the rounds that both ran: the median over rounds of the ratio in each. */
export function ratio(ours: Measured, theirs: Measured): number | undefined {
  if (!ours.rates?.length || !theirs.rates?.length) return undefined;
  const both = Math.min(ours.rates.length, theirs.rates.length);
  return median(Array.from({ length: both }, (_, i) => ours.rates![i]! / theirs.rates![i]!));
}

/**
 * `npm run bench:engine -- [--json] [--quick] [--only <part of a workload's name>] [--place node|chromium]`: our engine beside
 * TensorFlow.js, jax-js, onnxruntime-web, plain loops and OpenBLAS, all in the same process in alternating rounds.
 * A row with a ratio has its goal on the ratio. A missed goal is measured three times before it counts.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleForBrowser, bundleForNode } from './build';
import { openPage } from '../../support/webgpu-page';
import { CALLS, CALLS_OF_ALL, FIRST_STEP, GATES, IN_CHROMIUM, type Gate } from './gates';
import { machine, print, type Row } from './report';
import { median, ratio, type Measured, type Pace } from './rounds';
import { nameOf, unitOf, WORKLOADS, type Workload } from './workloads';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    place: { type: 'string', default: '' },
  },
});
const ATTEMPTS = flags.quick ? 1 : 3;
const PACE: Record<Place, Pace> = flags.quick
  ? { node: { rounds: 3, roundMs: 60 }, chromium: { rounds: 3, roundMs: 60 } }
  : { node: { rounds: 9, roundMs: 90 }, chromium: { rounds: 5, roundMs: 120 } };
/** Results of the same arithmetic differ by no more, in float32 and whatever order. */
const AGREEMENT = 1e-4;
const LIMIT_MS = 180_000;

type Place = 'node' | 'chromium';
type Measure = (workload: Workload, only: readonly string[]) => Promise<Measured[]>;
type MeasureInPage = (workload: Workload, pace: Pace, only: readonly string[]) => Promise<Measured[]>;

const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-bench-'));
// Beside node_modules, where the bundle finds the packages that stay outside.
const child = path.resolve('dist', 'cli', `bench-child.${process.pid}.mjs`);
const before = os.loadavg()[0] ?? 0;
const rows: Row[] = [];
let chromiumVersion: string | undefined;
try {
  if (flags.place !== 'chromium') {
    await bundleForNode(child);
    for (const workload of WORKLOADS) await race(workload, 'node', inNode);
  }
  if (flags.place !== 'node') {
    await bundleForBrowser(folder);
    for (const workload of IN_CHROMIUM) await race(workload, 'chromium', inChromium);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(child, { force: true });
}
print(machine(before, chromiumVersion), rows, flags.json);
process.exitCode = rows.some(({ met, stretch }) => met === false && !stretch) ? 1 : 0;

async function race(workload: Workload, place: Place, measure: Measure): Promise<void> {
  const name = nameOf(workload);
  if (!name.includes(flags.only)) return;
  const began = performance.now();
  const results = await measure(workload, []);
  const gates = GATES.filter((gate) => gate.workload === name && gate.place === place);
  const pairs = gates.map((gate) => ({ gate, ...pairOf(gate, results) }));
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    const missed = pairs.filter(({ gate, times }) => !gate.stretch && times !== undefined && times < gate.atLeast);
    if (missed.length === 0) break;
    const again = await measure(workload, [...new Set(missed.flatMap(({ gate }) => [gate.ours, gate.rival]))]);
    for (const pair of missed) {
      const next = pairOf(pair.gate, again);
      if ((next.times ?? 0) > (pair.times ?? 0)) Object.assign(pair, next);
    }
  }
  process.stderr.write(`${name}, ${place}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  rows.push(...results.map((result) => measurement(workload, place, result)));
  disagreements(name, results);
  for (const { gate, ours, theirs, times } of pairs) rows.push(...compared(workload, { gate, ours, theirs, times }));
  if (place === 'chromium') rows.push(...firstSteps(name, results), ...calls(name, results));
}

async function inNode(workload: Workload, only: readonly string[]): Promise<Measured[]> {
  const runner = fork(child, [], {
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const killer = setTimeout(() => runner.kill('SIGKILL'), LIMIT_MS);
  runner.send({ workload, pace: PACE.node, only });
  try {
    return await new Promise<Measured[]>((resolve, reject) => {
      runner.once('message', (results) => resolve(results as Measured[]));
      runner.once('exit', (code, signal) => reject(new Error(`${nameOf(workload)}: ended by ${signal ?? code}`)));
    });
  } finally {
    clearTimeout(killer);
    runner.kill();
  }
}

async function inChromium(workload: Workload, only: readonly string[]): Promise<Measured[]> {
  const { page, browser, close } = await openPage(folder, 'page.js');
  chromiumVersion = browser.version();
  try {
    const limit = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`${nameOf(workload)}: no results in ${LIMIT_MS} ms`)), LIMIT_MS).unref();
    });
    const run = page.evaluate(
      ([workload, pace, only]) => (globalThis as unknown as { measure: MeasureInPage }).measure(workload, pace, only),
      [workload, PACE.chromium, only] as const,
    );
    return await Promise.race([run, limit]);
  } finally {
    await close();
  }
}

interface Pair {
  gate: Gate;
  ours: Measured | undefined;
  theirs: Measured | undefined;
  times: number | undefined;
}

function pairOf(gate: Gate, results: readonly Measured[]): Omit<Pair, 'gate'> {
  const ours = results.find(({ name }) => name === gate.ours);
  const theirs = results.find(({ name }) => name === gate.rival);
  return { ours, theirs, times: ours && theirs ? ratio(ours, theirs) : undefined };
}

function compared(workload: Workload, { gate, ours, theirs, times }: Pair): Row[] {
  const { unit, each } = unitOf(workload);
  const goal = { op: '>=', value: gate.atLeast } as const;
  const row = { name: `${gate.workload}: ${gate.ours}`, unit, rival: gate.rival, goal, stretch: gate.stretch };
  if (ours?.rates && theirs?.rates && times !== undefined) {
    const [value, rivalValue] = [median(ours.rates) * each, median(theirs.rates) * each];
    return [{ ...row, value, rivalValue, ratio: times, met: times >= gate.atLeast }];
  }
  // A limit that isn't installed is no failure; a rival that broke or an engine that did is.
  if (gate.rival === 'OpenBLAS' && ours?.rates)
    return [{ ...row, value: median(ours.rates) * each, note: theirs?.why }];
  return [{ ...row, value: Number.NaN, met: false, note: ours?.why ?? theirs?.why ?? 'was not measured' }];
}

function measurement(workload: Workload, place: Place, { name, rates, why }: Measured): Row {
  const { unit, each } = unitOf(workload);
  const row = { name: `${nameOf(workload)}, ${name}${place === 'chromium' ? ', Chromium' : ''}`, unit, plain: true };
  return rates ? { ...row, value: median(rates) * each } : { ...row, value: Number.NaN, note: why };
}

/** Nobody is compared with somebody who computes another thing. */
function disagreements(name: string, results: readonly Measured[]): void {
  const probes = results.flatMap(({ probe }) => (probe !== undefined && !Number.isNaN(probe) ? [probe] : []));
  const expected = median(probes);
  for (const { name: who, probe } of results) {
    if (probe === undefined || Number.isNaN(probe)) continue;
    if (Math.abs(probe - expected) <= AGREEMENT * Math.max(1, Math.abs(expected))) continue;
    const met = who.startsWith('engine') ? { met: false } : {};
    rows.push({ name: `${name}: ${who}`, value: probe, unit: 'result', note: `others get ${expected}`, ...met });
  }
}

function firstSteps(name: string, results: readonly Measured[]): Row[] {
  const ours = results.find((result) => result.name === 'engine webgpu');
  const theirs = results.find((result) => result.name === FIRST_STEP.rival);
  if (!name.endsWith('train') || !ours?.firstMs || !theirs?.firstMs) return [];
  const share = ours.firstMs / theirs.firstMs;
  const goal = { op: '<=', value: FIRST_STEP.atMost } as const;
  const row = { name: `${name}: engine webgpu, to the first three steps`, unit: 'ms', rival: FIRST_STEP.rival, goal };
  return [{ ...row, value: ours.firstMs, rivalValue: theirs.firstMs, ratio: share, met: share <= goal.value }];
}

function calls(name: string, results: readonly Measured[]): Row[] {
  return results.flatMap(({ name: who, calls }) =>
    Object.entries(calls ?? {}).map(([kind, value]): Row => {
      const row = { name: `${name}: ${who}, ${kind} a step`, unit: 'calls', value };
      const most = who === 'engine webgpu' ? { ...CALLS_OF_ALL, ...CALLS[name] }[kind] : undefined;
      return most === undefined ? row : { ...row, goal: { op: '<=', value: most }, met: value <= most };
    }),
  );
}

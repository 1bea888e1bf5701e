/** From calls to shaders: which calls share a workgroup, where they must wait for each other, and the whole text. */
import type { Call } from '../../backend';
import { functionsFor } from './functions';
import { kernelOf, type Machine } from './kernels';
import type { GpuVector } from './space';
import { Writer } from './writer';

/** One dispatch: its shader, the words of its uniform block and the number of workgroups. */
export interface Stage {
  readonly text: string;
  readonly words: readonly number[];
  readonly groups: readonly [x: number, y: number, z: number];
}

/** Words of a uniform block come in multiples of this (256 bytes, the alignment of dynamic offsets). */
export const BLOCK_WORDS = 64;

/** Rows of the block `S`: the step, and three for each update; in sixteens, so that shaders differ seldom. */
export const numberRows = (updates: number): number => Math.ceil((1 + 3 * updates) / 16) * 16;

/** Up to this work a call is cheaper in a workgroup with others than as a dispatch of its own. */
const SMALL = 16_384;
/** … if none of its threads has more than this to do. */
const SHORT = 512;
/** Longer texts take too long to compile. */
const MOST_CALLS = 32;

/** The dispatches of a program. `hypers` collects the numbers that updates read anew at each run. */
export function stagesOf(calls: readonly Call[], machine: Machine, hypers: Float64Array[]): Stage[] {
  const stages: Stage[] = [];
  for (let from = 0; from < calls.length;) {
    let to = from;
    while (to < calls.length && to - from < MOST_CALLS && isSmall(calls[to]!)) to += 1;
    stages.push(to - from > 1 ? shared(calls.slice(from, to), machine, hypers) : alone(calls[from]!, machine, hypers));
    from = Math.max(to, from + 1);
  }
  return stages;
}

function alone(call: Call, machine: Machine, hypers: Float64Array[]): Stage {
  const w = new Writer(machine.software, hypers);
  const kernel = kernelOf(w, call, machine, true);
  const size = kernel.workgroup ?? 64;
  const most = machine.software ? 64 : 65_535;
  return {
    text: shader(w, { ...kernel, body: `${w.declarations()}\n${kernel.body}` }, size),
    words: w.words,
    groups: kernel.groups ?? [Math.max(1, Math.min(most, Math.ceil(kernel.threads! / size))), 1, 1],
  };
}

/** Several calls in one workgroup, one after the other. */
function shared(calls: readonly Call[], machine: Machine, hypers: Float64Array[]): Stage {
  const w = new Writer(true, hypers);
  let read: GpuVector[] = [];
  let written: GpuVector[] = [];
  const blocks = calls.map((call) => {
    w.reads.clear();
    w.writes.clear();
    const { body } = kernelOf(w, call, machine, false);
    const waits = meet(w.reads, written) || meet(w.writes, written) || meet(w.writes, read);
    if (waits) [read, written] = [[], []];
    read.push(...w.reads);
    written.push(...w.writes);
    return `${waits ? 'storageBarrier();\n' : ''}{ ${w.declarations()}\n${body}\n}`;
  });
  return { text: shader(w, { body: blocks.join('\n') }, machine.workgroup), words: w.words, groups: [1, 1, 1] };
}

function meet(a: Iterable<GpuVector>, b: readonly GpuVector[]): boolean {
  for (const v of a) if (b.some((u) => u.offset < v.offset + v.size && v.offset < u.offset + u.size)) return true;
  return false;
}

function shader(w: Writer, kernel: { body: string; declarations?: string }, size: number): string {
  const words = Math.max(1, Math.ceil(w.words.length / BLOCK_WORDS)) * BLOCK_WORDS;
  const uses = kernel.body.includes('S[');
  const text = `${kernel.declarations ?? ''}
@group(0) @binding(0) var<storage, read_write> d: array<f32>;
@group(0) @binding(1) var<uniform> P: array<vec4u, ${words / 4}>;
${uses ? `@group(0) @binding(2) var<uniform> S: array<vec4f, ${numberRows(w.hypers.length)}>;` : ''}
@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
let id = group.x * ${size}u + local; let threads = groups.x * ${size}u;
${kernel.body}
}`;
  return `${functionsFor(text)}${text}`;
}

function isSmall(call: Call): boolean {
  const [outputs, each] = workOf(call);
  return outputs * each <= SMALL && each <= SHORT;
}

const product = (...sizes: number[]): number => sizes.reduce((a, b) => a * b, 1);

/** How many threads have something to do, and how much each. */
function workOf(call: Call): [outputs: number, each: number] {
  switch (call.kind) {
    case 'map':
      return [call.size, 1 + call.steps.length];
    case 'reduce':
      return [call.outer * call.inner, call.axis * (1 + call.steps.length)];
    case 'gemm':
      return [call.m * call.n, call.k + call.steps.length];
    case 'gather':
      return [call.count * call.width, 1];
    case 'scatter-add':
      return [call.rows * call.width, call.count];
    case 'softmax':
    case 'cross-entropy':
      return [call.rows, 4 * call.columns];
    case 'random':
      return [call.size, 100];
    case 'copy':
      return [product(...call.shape), 1];
    case 'fill':
      return [call.out.size, 1];
    case 'update':
      return [call.size, 10];
    case 'unfold':
    case 'fold':
    case 'pool':
    case 'unpool': {
      const { batch, height, width, channels, outHeight, outWidth, kernelHeight, kernelWidth } = call.window;
      const gathers = call.kind === 'fold' || call.kind === 'unpool';
      const places = kernelHeight * kernelWidth;
      const outputs = batch * channels * (gathers ? height * width : outHeight * outWidth);
      if (call.kind === 'unfold') return [outputs * places, 1];
      return [outputs, places * (call.kind === 'fold' && call.b ? call.k : 1)];
    }
  }
}

/** From calls to shaders: which calls share a workgroup, where they must wait for each other, and the whole text. */
import type { Call } from '../../backend';
import { functionsFor } from './functions';
import { kernelOf } from './kernels';
import { type GpuVector, type Kernel, type Machine, Writer } from './writer';

/** One dispatch: its shader, the words of its uniform block and the number of workgroups. */
export interface Stage {
  readonly text: string;
  readonly words: readonly number[];
  readonly groups: readonly [x: number, y: number];
}

/** Words of a uniform block come in multiples of this (256 bytes, the alignment of dynamic offsets). */
const BLOCK_WORDS = 64;
export const blockSize = (words: readonly number[]): number =>
  Math.max(1, Math.ceil(words.length / BLOCK_WORDS)) * BLOCK_WORDS;

/** Rows of the block `S`: the step, and three for each update; in sixteens, so that shaders differ seldom. */
export const numberRows = (updates: number): number => Math.ceil((1 + 3 * updates) / 16) * 16;

/** A call is cheaper in a workgroup with others than as a dispatch of its own up to this work in all, and for one thread. */
const SMALL = 16_384;
const SHORT = 512;
/** Longer texts take too long to compile. */
const MOST_CALLS = 32;
/** Threads of a workgroup whose threads have nothing to do with each other. */
const LOOSE = 64;

/** The dispatches of a program. `hypers` collects the numbers that updates read anew at each run. */
export function stagesOf(calls: readonly Call[], machine: Machine, hypers: Float64Array[]): Stage[] {
  const isSmall = (call: Call): boolean => {
    const { threads = 1, each = 1 } = kernelOf(new Writer(machine, false, []), call);
    return threads * each <= SMALL && each <= SHORT;
  };
  const stages: Stage[] = [];
  for (let from = 0, to = 0; from < calls.length; from = to) {
    while (to < calls.length && to - from < MOST_CALLS && isSmall(calls[to]!)) to += 1;
    to = Math.max(to, from + 1);
    const w = new Writer(machine, to - from === 1, hypers);
    stages.push(w.alone ? alone(w, calls[from]!) : shared(w, calls.slice(from, to)));
  }
  return stages;
}

function alone(w: Writer, call: Call): Stage {
  const kernel = kernelOf(w, call);
  const size = kernel.workgroup ?? LOOSE;
  const groups = Math.min(w.machine.software ? 64 : 65_535, Math.ceil((kernel.threads ?? 1) / size));
  return stage(w, { ...kernel, body: `${w.declarations()}\n${kernel.body}` }, size, kernel.groups ?? [groups, 1]);
}

/** Several calls in one workgroup, one after the other; they wait where a call needs what others before it read or wrote. */
function shared(w: Writer, calls: readonly Call[]): Stage {
  let read: GpuVector[] = [];
  let written: GpuVector[] = [];
  const blocks = calls.map((call) => {
    w.reads.clear();
    w.writes.clear();
    const { body } = kernelOf(w, call);
    const waits = meet(w.reads, written) || meet(w.writes, written) || meet(w.writes, read);
    if (waits) [read, written] = [[], []];
    read.push(...w.reads);
    written.push(...w.writes);
    return `${waits ? 'storageBarrier();\n' : ''}{ ${w.declarations()}\n${body}\n}`;
  });
  return stage(w, { body: blocks.join('\n') }, w.machine.workgroup, [1, 1]);
}

function meet(a: Iterable<GpuVector>, b: readonly GpuVector[]): boolean {
  for (const v of a) if (b.some((u) => u.offset < v.offset + v.size && v.offset < u.offset + u.size)) return true;
  return false;
}

function stage(w: Writer, { body, declarations = '' }: Kernel, size: number, groups: Stage['groups']): Stage {
  const text = `${declarations}
@group(0) @binding(0) var<storage, read_write> d: array<f32>;
@group(0) @binding(1) var<uniform> P: array<vec4u, ${blockSize(w.words) / 4}>;
@group(0) @binding(2) var<uniform> S: array<vec4f, ${numberRows(w.hypers.length)}>;
@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
let id = group.x * ${size}u + local; let threads = groups.x * ${size}u;
${body}
}`;
  return { text: `${functionsFor(text)}${text}`, words: w.words, groups };
}

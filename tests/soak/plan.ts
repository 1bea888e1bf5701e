/** What is handed in when, by whom, and what breaks meanwhile: all of it follows from one seed. */
import { drawing } from '@/lib/exercise/drawing';
import type { Draw } from '@/lib/exercise/draw';
import type { Program } from './programs';

export interface Task {
  readonly n: number;
  readonly program: Program;
  /** Place in the list of students. */
  readonly student: number;
}

export const FAULTS = [
  'kill-student',
  'kill-judge',
  'kill-children-again-and-again',
  'kill-worker',
  'stop-worker',
  'freeze-worker',
  'kill-web',
  'kill-database',
  'cut-off-database',
  'cut-connections',
  'fill-database-disk',
  'fill-worker-disk',
] as const;
export type FaultKind = (typeof FAULTS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Happens once so many verdicts are there, */
  readonly after: number;
  /** and this much later. */
  readonly delayMs: number;
  /** 0–1: which of those it can hit. */
  readonly which: number;
}

export interface Plan {
  readonly tasks: readonly Task[];
  readonly faults: readonly Fault[];
}

export interface PlanOptions {
  readonly seed: string;
  readonly count: number;
  readonly students: number;
  readonly faults: readonly FaultKind[];
}

/** Share of submissions that are attacks. Half of the others are right, half are wrong. */
const HOSTILE = 0.15;
/** How often each attack is tried at least, if there is room. */
const LEAST = 3;

/** Per 10,000 submissions, and at least once in any run. */
const RATES: Record<FaultKind, number> = {
  'kill-student': 150,
  'kill-judge': 80,
  'kill-children-again-and-again': 4,
  'kill-worker': 15,
  'stop-worker': 6,
  'freeze-worker': 3,
  'kill-web': 4,
  'kill-database': 6,
  'cut-off-database': 6,
  'cut-connections': 20,
  'fill-database-disk': 4,
  'fill-worker-disk': 3,
};

export function makePlan(programs: readonly Program[], options: PlanOptions): Plan {
  const { seed, count, students } = options;
  const draw = drawing(seed, 'soak');
  const of = (kind: Program['kind']) => programs.filter((program) => program.kind === kind);
  const hostile = drawHostile(draw, of('hostile'), Math.round(HOSTILE * count));
  const right = deal(draw, of('right'), Math.round((count - hostile.length) / 2));
  const wrong = deal(draw, of('wrong'), count - hostile.length - right.length);
  const shuffled = shuffle(draw, [...hostile, ...right, ...wrong]);
  // Nobody has two submissions of an exercise under way: a newer one would take the older one's place.
  const turns = new Map<string, number>();
  const tasks = shuffled.map((program, n): Task => {
    const turn = turns.get(program.exercise) ?? 0;
    turns.set(program.exercise, turn + 1);
    return { n, program, student: (turn + 7 * program.exercise.length) % students };
  });
  return { tasks, faults: drawFaults(draw, options) };
}

/** Each attack three times; what room is left goes to those that are quickly judged. Less room: a random part of them. */
function drawHostile(draw: Draw, attacks: readonly Program[], count: number): Program[] {
  const each = Math.min(LEAST, Math.floor(count / attacks.length));
  const all = Array.from({ length: each }, () => attacks).flat();
  const rest = each < LEAST ? attacks : attacks.filter(({ isSlow }) => !isSlow);
  return [...all, ...deal(draw, rest, count - all.length)];
}

/** Again and again through the whole pack, shuffled anew each time. */
function deal(draw: Draw, programs: readonly Program[], count: number): Program[] {
  if (programs.length === 0 && count > 0) throw new Error('there is nothing to hand in');
  const dealt: Program[] = [];
  while (dealt.length < count) dealt.push(...shuffle(draw, programs).slice(0, count - dealt.length));
  return dealt;
}

function drawFaults(draw: Draw, { count, faults }: PlanOptions): Fault[] {
  const all = faults.flatMap((kind) => {
    const times = Math.max(1, Math.round((RATES[kind] * count) / 10_000));
    return Array.from({ length: times }, (): Fault => {
      const after = draw.int(Math.ceil(0.02 * count), Math.floor(0.95 * count));
      return { kind, after, delayMs: draw.int(0, 400), which: draw.uniform(0, 1) };
    });
  });
  return all.toSorted((a, b) => a.after - b.after);
}

function shuffle<T>(draw: Draw, items: readonly T[]): T[] {
  return draw.permutation(items.length).flatMap((index) => items.slice(index, index + 1));
}

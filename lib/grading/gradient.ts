/** Gradient checks: what a solution claims against central differences of its own loss, and against the reference. */
import type { Failure, ValueFailure } from '../diagnosis/failure';
import type { AnyCall, Check } from '../exercise/checks';
import { allowedError, TIERS } from '../exercise/tolerance';
import type { Arg, Data } from '../script/script';
import { encodeStep } from '../script/wire';
import { compare, compareShape, isFloat32 } from './compare';
import { copyOf, formatPath, numberPlaces, parsePath, readPath, type Path, setNumber } from './path';
import { sizesOf, valueOf } from './plan-checks';
import type { Instance } from './program';

interface Probe {
  /** Place of the number in the arguments. */
  place: Path;
  x: number;
  h: number;
  /** Steps of the script that hold the losses at x+h and x−h; only for the student's own loss. */
  plus: number;
  minus: number;
}

export interface GradientPlan {
  call: AnyCall;
  text: string;
  /** The call itself, without the moved ones. */
  callText: string;
  loss: Extract<Check, { kind: 'grad' }>['loss'];
  wrt: { claimed: string; probes: Probe[] }[];
}

/** Step 0 is the call itself; the others are the same call with one number moved, of which only the loss is told. */
export function planGradient(check: Extract<Check, { kind: 'grad' }>, call: AnyCall): GradientPlan {
  const [name, ...args] = call;
  const steps = [encodeStep({ op: 'call', name, args })];
  const own = typeof check.loss === 'string' ? { read: parsePath(check.loss), movable: copyOf(args as Data) } : null;
  const moved = (at: Path, x: number): number => {
    if (own === null) return 0;
    // As its array holds it: float32 rounds.
    setNumber(own.movable, at, x);
    const to = readPath(own.movable, at) as number;
    return steps.push(encodeStep({ op: 'moved', like: 0, at, to, read: own.read })) - 1;
  };
  const wrt = check.wrt.map(({ at, claimed }) => {
    const place = parsePath(at);
    const probes = numberPlaces(readPath(args as Data, place), place).map((leaf): Probe => {
      const x = readPath(args as Data, leaf);
      if (typeof x !== 'number') throw new Error(`${formatPath(leaf)} is no number`);
      const h = 1e-5 * Math.max(1, Math.abs(x));
      return { place: leaf, x, h, plus: moved(leaf, x + h), minus: moved(leaf, x - h) };
    });
    if (probes.length === 0) throw new Error(`grad: there are no numbers at ${at}`);
    return { claimed, probes };
  });
  return { call, text: `[${steps.join(',')}]`, callText: `[${steps[0]}]`, loss: check.loss, wrt };
}

interface GradientVerdict {
  failure: Failure | undefined;
  float32: boolean;
  error: number | null;
}

/** `results` are the values of the plan's steps, as the student's program gave them. */
export function judgeGradient(plan: GradientPlan, results: readonly Data[], reference: Instance): GradientVerdict {
  const [, ...args] = plan.call;
  const expected = valueOf(reference.run(plan.callText)[0]);
  // One copy, in which numbers are moved and put back: a copy for each of them would cost more than most losses.
  const movable = typeof plan.loss === 'string' ? [] : (copyOf(args as Data) as readonly Arg[]);
  let worst: number | null = 0;
  let float32 = false;
  for (const { claimed, probes } of plan.wrt) {
    const got = readPath(results[0], parsePath(claimed));
    const want = readPath(expected, parsePath(claimed));
    const shape = compareShape(got, want);
    if (shape.kind === 'shape') {
      const failure: Failure = {
        kind: 'shape',
        part: claimed,
        at: shape.at,
        gotShape: shape.got,
        wantShape: shape.want,
        got,
        want,
        step: 0,
      };
      return { failure, float32, error: null };
    }
    // Differences of a float32 loss say nothing, so only the claimed numbers are compared.
    const single = isFloat32(got, want);
    float32 ||= single;
    const result = compare(got, want, TIERS.T4);
    const evidence: ValueFailure | null =
      result.kind === 'differs'
        ? {
            kind: 'value',
            part: claimed,
            at: result.at,
            gotAt: result.got,
            wantAt: result.want,
            allowed: result.allowed,
            got,
            want,
            previous: undefined,
            step: 0,
            tolerance: TIERS.T4,
            sizes: sizesOf(args),
            mutated: false,
          }
        : null;
    const slopes = single ? { holds: true, error: 0 } : ownGradient(plan, { got, probes, results, args: movable });
    if (evidence || !slopes.holds) {
      const error = evidence && result.kind === 'differs' ? result.worst : slopes.error;
      return {
        failure: { kind: 'gradient', claimed, own: typeof plan.loss === 'string' ? !slopes.holds : null, evidence },
        float32: false,
        error,
      };
    }
    if (worst !== null && slopes.error !== null) worst = Math.max(worst, slopes.error);
  }
  return { failure: undefined, float32, error: worst };
}

/** Does the claimed gradient equal central differences of the loss it belongs to? Moves numbers in `args`, and back. */
function ownGradient(
  plan: GradientPlan,
  given: { got: Data; probes: readonly Probe[]; results: readonly Data[]; args: readonly Arg[] },
): { holds: boolean; error: number | null } {
  const claimed = numberPlaces(given.got).map((place) => readPath(given.got, place));
  if (claimed.length !== given.probes.length) return { holds: false, error: null };
  const { loss } = plan;
  const lossAt = (probe: Probe, step: number, x: number): Data => {
    if (typeof loss === 'string') return given.results[step];
    setNumber(given.args as Data, probe.place, x);
    const value = loss(given.args as readonly never[]);
    setNumber(given.args as Data, probe.place, probe.x);
    return value;
  };
  let worst = 0;
  for (const [index, probe] of given.probes.entries()) {
    const [plus, minus] = [probe.x + probe.h, probe.x - probe.h];
    const high = lossAt(probe, probe.plus, plus);
    const low = lossAt(probe, probe.minus, minus);
    const analytic = claimed[index];
    if (typeof high !== 'number' || typeof low !== 'number' || typeof analytic !== 'number')
      return { holds: false, error: null };
    const numeric = (high - low) / (plus - minus);
    const ratio = Math.abs(analytic - numeric) / allowedError(analytic, numeric, 0, TIERS.T4);
    if (!Number.isFinite(ratio)) return { holds: false, error: null };
    worst = Math.max(worst, ratio);
  }
  return { holds: worst <= 1, error: worst };
}

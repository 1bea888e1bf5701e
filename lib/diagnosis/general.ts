/** General explanations of failing cases, in the order of the doctrine; the first that fits all of them is told. */
import type { Data } from '../script/script';
import { isRecord } from '../exercise/tolerance';
import type { Failure, ShapeFailure, ValueFailure } from './failure';
import { loosened, mapNumbers, matches, numbersOf, transposed } from './matches';

/** A sentence or two that give no input and no output away: the same text stands on hidden checks. */
export interface Explanation {
  code: string;
  text: string;
}

export interface Extent {
  failing: number;
  cases: number;
}

/** The first explanation that fits all failures; undefined when none does. */
export function explain(failures: readonly Failure[], extent: Extent): Explanation | undefined {
  if (failures.length === 0) return undefined;
  return explainFaults(failures, extent) ?? explainConduct(failures, extent) ?? explainValues(failures, extent);
}

/** `in all 25 failing cases`, `in 3 of 30 cases`; nothing when there is only one case. */
function where({ failing, cases }: Extent): string {
  if (cases <= 1) return '';
  if (failing === cases) return cases === 2 ? ' in both cases' : ` in all ${cases} cases`;
  return ` in ${failing} of ${cases} cases`;
}

const ERROR_NAMES = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'EvalError',
  'URIError',
]);
const KNOWN_ODDITIES = /^(a|an) (function|promise|symbol|bigint|map|set|date|proxy|class|generator)\b/i;
const UNWRITTEN = /^Not written yet\b/;

/** Nothing that could be compared came back. */
function explainFaults(failures: readonly Failure[], extent: Extent): Explanation | undefined {
  const of = (failing: number): string => where({ ...extent, failing });
  const counted = (kind: Failure['kind']): number => failures.filter((failure) => failure.kind === kind).length;

  const missing = failures.find((failure) => failure.kind === 'missing');
  if (missing) {
    const name = `\`${missing.name}\``;
    return {
      code: 'missing-export',
      text: `The grader looks for ${name} and does not find it as it should be. Check its spelling and that it is at the top level.`,
    };
  }
  if (counted('timeout') > 0) {
    return {
      code: 'timeout',
      text: `Your code did not come to an end${of(counted('timeout'))}. Look at the condition of each loop: does something in the loop make it false?`,
    };
  }
  if (counted('memory-limit') > 0) {
    return {
      code: 'memory-limit',
      text: `Your code used more memory than it is given${of(counted('memory-limit'))}. Is there an array that grows without end?`,
    };
  }
  if (counted('crashed') > 0) {
    return {
      code: 'crashed',
      text: `Your code brought its process down${of(counted('crashed'))}. Endless recursion and very large arrays do that.`,
    };
  }
  const threw = failures.filter((failure) => failure.kind === 'threw');
  const [first] = threw;
  if (first && threw.length === failures.length) {
    if (threw.every((failure) => UNWRITTEN.test(failure.message)))
      return { code: 'threw', text: 'This part is not written yet.' };
    const same = threw.every((failure) => failure.name === first.name) && ERROR_NAMES.has(first.name);
    return { code: 'threw', text: `Your code threw ${same ? articled(first.name) : 'an error'}${of(threw.length)}.` };
  }
  const invalid = failures.filter((failure) => failure.kind === 'invalid');
  const [odd] = invalid;
  if (odd && invalid.length === failures.length) {
    const what =
      KNOWN_ODDITIES.test(odd.why) && invalid.every((failure) => failure.why === odd.why)
        ? odd.why
        : 'something that is not plain data';
    return {
      code: 'invalid-output',
      text: `Your function returned ${what}${of(invalid.length)}. Return numbers, arrays or objects of them.`,
    };
  }
  if (counted('not-run') === failures.length) {
    return { code: 'not-run', text: 'These cases were not run, because earlier ones used up the time.' };
  }
  if (first) return { code: 'threw', text: `Your code threw an error${of(threw.length)}.` };
  return undefined;
}

function articled(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** What the code does beside its answer. */
function explainConduct(failures: readonly Failure[], extent: Extent): Explanation | undefined {
  const all = (kind: Failure['kind']): boolean => failures.every((failure) => failure.kind === kind);
  const some = (kind: Failure['kind']): boolean => failures.some((failure) => failure.kind === kind);
  const spread = where(extent);
  if (some('replay')) {
    return {
      code: 'depends-on-earlier-calls',
      text: 'The same call gave another answer in a fresh start. The answer may depend on its arguments only: not on earlier calls, chance or the clock.',
    };
  }
  if (some('second-call')) {
    return {
      code: 'state-kept',
      text: 'A second call with the same arguments gave another answer. Something outside of the function, or its input, keeps what the first call left.',
    };
  }
  if (some('mutated')) {
    return {
      code: 'input-mutated',
      text: `Your code changes the arrays it is given${spread}. Write into a copy and leave the input as it was.`,
    };
  }
  if (all('shares')) {
    return {
      code: 'shares-memory',
      text: `What you return contains an array you were given${spread}. Return new arrays, so that changing one later does not change the other.`,
    };
  }
  if (all('did-not-throw')) {
    return {
      code: 'did-not-throw',
      text: `An error was expected${spread}, and your code returned instead. Check what you are given first, and throw an Error.`,
    };
  }
  const laws = failures.filter((failure) => failure.kind === 'law');
  if (laws.length === failures.length && laws.every((failure) => failure.mutated)) {
    const says = laws.find((failure) => failure.says !== null)?.says;
    return {
      code: 'input-mutated',
      text: says ?? `Your code changes the arrays it is given${spread}. Write into a copy.`,
    };
  }
  const source = failures.find((failure) => failure.kind === 'source');
  if (source) return { code: 'source-rule', text: source.says };
  const gradients = failures.filter((failure) => failure.kind === 'gradient');
  if (gradients.length === failures.length) return explainGradients(gradients, extent);
  return undefined;
}

function explainGradients(
  failures: readonly Extract<Failure, { kind: 'gradient' }>[],
  extent: Extent,
): Explanation | undefined {
  const values = failures.flatMap((failure) => (failure.evidence ? [failure.evidence] : []));
  if (values.length === failures.length) {
    const plain = explainValues(values, extent);
    if (plain) return plain;
  }
  const claimed = [...new Set(failures.map((failure) => `\`${failure.claimed}\``))].join(' and ');
  if (failures.every((failure) => failure.own === null)) return undefined;
  if (failures.some((failure) => failure.own)) {
    return {
      code: 'gradient-not-of-own-loss',
      text: `${claimed} is not the gradient of the loss that you return: when an input moves a little, your loss moves otherwise${where(extent)}.`,
    };
  }
  return {
    code: 'loss-is-another-function',
    text: `${claimed} belongs to your loss, but that loss is another function than the one asked for.`,
  };
}

/** All failing cases gave numbers, or shapes of them. */
function explainValues(failures: readonly Failure[], extent: Extent): Explanation | undefined {
  const compared = failures.filter((failure) => failure.kind === 'value' || failure.kind === 'shape');
  if (compared.length !== failures.length) return undefined;
  if (compared.every((failure) => failure.got === undefined)) {
    return {
      code: 'returned-nothing',
      text: `Your function returned nothing${where(extent)}. Is there a return in front of the result?`,
    };
  }
  const shapes = compared.filter((failure) => failure.kind === 'shape');
  const values = compared.filter((failure) => failure.kind === 'value');
  if (shapes.length === compared.length) return explainShapes(shapes, extent);
  if (shapes.length > 0) return explainTransposedMix(compared, extent);

  for (const key of failingParts(values)) {
    const parts = values.flatMap((failure) => (differsAt(failure, key) ? [partOf(failure, key)] : []));
    // The part must fail wherever a case fails, or it would not explain all of them.
    if (parts.length !== values.length) continue;
    const found = explainPart(parts, extent);
    if (found) return { code: found.code, text: sentence(found, key, values) };
  }
  return undefined;
}

/** The words of an explanation with a place for `Your answer` or ``Your `grad` ``. */
interface Words {
  code: string;
  text: (subject: string) => string;
}

function sentence(words: Words, key: string | null, values: readonly ValueFailure[]): string {
  const label = key ?? values[0]?.part ?? null;
  const text = words.text(label === null ? 'Your answer' : `Your \`${label}\``);
  if (key === null) return text;
  const [first] = values;
  const others = isRecord(first?.want) ? Object.keys(first.want).filter((other) => other !== key) : [];
  const right = others.filter((other) => values.every((failure) => !differsAt(failure, other)));
  return right.length === 1 ? `${text} The \`${right[0] ?? ''}\` is right.` : text;
}

/** Named parts of object answers that differ somewhere, or null for answers without parts. */
function failingParts(values: readonly ValueFailure[]): (string | null)[] {
  const [first] = values;
  if (!isRecord(first?.want) || values.some((failure) => !isRecord(failure.got))) return [null];
  return Object.keys(first.want).filter((key) => values.some((failure) => differsAt(failure, key)));
}

function differsAt(failure: ValueFailure, key: string | null): boolean {
  const { got, want } = partOf(failure, key);
  return !matches(got, want, failure.tolerance);
}

function partOf(failure: ValueFailure, key: string | null): ValueFailure {
  if (key === null) return failure;
  const part = (value: Data): Data => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined);
  return { ...failure, got: part(failure.got), want: part(failure.want), previous: part(failure.previous) };
}

function explainPart(values: readonly ValueFailure[], extent: Extent): Words | undefined {
  const spread = where(extent);
  const every = (candidate: (failure: ValueFailure) => Data): boolean =>
    values.every((failure) => {
      const expected = candidate(failure);
      return expected !== undefined && matches(failure.got, expected, loosened(failure.tolerance));
    });
  if (every(({ want }) => mapNumbers(want, (x) => -x))) {
    return { code: 'sign-flipped', text: (subject) => `${subject} has the opposite sign${spread}.` };
  }
  for (const { factor, words, more } of FACTORS) {
    const scaled = every(({ want, sizes }) => {
      const c = factor(sizes);
      return c === null || c === 1 ? undefined : mapNumbers(want, (x) => c * x);
    });
    if (scaled)
      return {
        code: 'scaled',
        text: (subject) => `${subject} is ${words}${spread}.${more === undefined ? '' : ` ${more}`}`,
      };
  }
  const ratio = commonRatio(values);
  if (ratio !== undefined) {
    return {
      code: 'scaled',
      text: (subject) =>
        `${subject} is ${ratio.toPrecision(4)} times what was expected${spread}. Where could a constant factor come from?`,
    };
  }
  if (every(({ want }) => transposed(want))) {
    return { code: 'transposed', text: (subject) => `${subject} has rows and columns exchanged${spread}.` };
  }
  if (every(({ previous }) => previous)) {
    return {
      code: 'previous-step',
      text: (subject) => `${subject} is one step behind${spread}: it is what was expected the step before.`,
    };
  }
  if (values.every((failure) => failure.mutated)) {
    return {
      code: 'input-mutated',
      text: (subject) =>
        `${subject} differs, and your code changes the arrays it is given${spread}. Write into a copy.`,
    };
  }
  return explainNotFinite(values, spread);
}

interface Factor {
  factor: (sizes: { m: number | null; n: number | null }) => number | null;
  words: string;
  more?: string;
}

const BATCH = ', with $m$ the size of the batch';

/** Factors by name; m is the number of rows of the first array, n the number of its columns. */
const FACTORS: readonly Factor[] = [
  { factor: () => 2, words: 'twice what was expected' },
  { factor: () => 0.5, words: 'half of what was expected' },
  {
    factor: ({ m }) => m,
    words: `$m$ times too large${BATCH}`,
    more: 'It looks like a mean over the batch is missing.',
  },
  {
    factor: ({ m }) => m && 1 / m,
    words: `$m$ times too small${BATCH}`,
    more: 'It looks like it is divided by $m$ once too often.',
  },
  { factor: ({ m }) => m && 1 / (2 * m), words: `$2m$ times too small${BATCH}` },
  { factor: ({ m }) => m && m / 2, words: `$m/2$ times what was expected${BATCH}` },
  { factor: ({ m }) => m && 2 * m, words: `$2m$ times too large${BATCH}` },
  { factor: ({ m }) => m && 2 / m, words: `$2/m$ times what was expected${BATCH}` },
  { factor: ({ n }) => n, words: '$n$ times too large, with $n$ the number of columns' },
  {
    factor: ({ n }) => n && 1 / n,
    words: '$n$ times too small, with $n$ the number of columns',
    more: 'It looks like it is divided by $n$.',
  },
];

/** One and the same factor everywhere. Only from three cases on: from a single number, a factor would give it away. */
function commonRatio(values: readonly ValueFailure[]): number | undefined {
  if (values.length < 3) return undefined;
  const [first] = values;
  if (!first) return undefined;
  const wanted = numbersOf(first.want);
  const got = numbersOf(first.got);
  const index = wanted.reduce((best, x, i) => (Math.abs(x) > Math.abs(wanted[best] ?? 0) ? i : best), 0);
  const ratio = (got[index] ?? NaN) / (wanted[index] ?? NaN);
  if (!Number.isFinite(ratio) || ratio === 0 || ratio === 1) return undefined;
  const fits = values.every(
    ({ got: g, want, tolerance }) =>
      numbersOf(want).some((x) => x !== 0) &&
      matches(
        g,
        mapNumbers(want, (x) => ratio * x),
        loosened(tolerance),
      ),
  );
  return fits ? ratio : undefined;
}

function explainNotFinite(values: readonly ValueFailure[], spread: string): Words | undefined {
  const faults = values.map(({ got, want }) => {
    const wanted = numbersOf(want);
    return numbersOf(got).filter((x, i) => !Number.isFinite(x) && Number.isFinite(wanted[i] ?? 0));
  });
  if (faults.some((list) => list.length === 0)) return undefined;
  const all = faults.flat();
  const what = all.every(Number.isNaN) ? 'NaN' : all.every((x) => !Number.isNaN(x)) ? 'Infinity' : 'NaN or Infinity';
  const why =
    what === 'Infinity'
      ? 'A division by 0, the logarithm of 0 or an exponential of a large number gives that.'
      : '0/0, ∞ − ∞, ∞/∞ and arithmetic with undefined give that.';
  return {
    code: 'not-finite',
    text: (subject) => `${subject} holds ${what}${spread}, where a number was expected. ${why}`,
  };
}

function explainShapes(failures: readonly ShapeFailure[], extent: Extent): Explanation {
  const [first] = failures;
  const label = first?.part ?? topKey(first?.at ?? '');
  const subject = label === null ? 'Your answer' : `Your \`${label}\``;
  const spread = where(extent);
  const every = (test: (failure: ShapeFailure) => boolean): boolean => failures.every(test);
  if (every(({ got, want }) => numbersMatch(transposed(got), want))) {
    return { code: 'transposed', text: `${subject} has rows and columns exchanged${spread}.` };
  }
  if (every(({ got, want }) => numbersMatch(numbersOf(got), numbersOf(want)) && numbersOf(want).length > 0)) {
    return { code: 'reshaped', text: `${subject} holds the right numbers${spread}, but nested in another way.` };
  }
  return { code: 'wrong-shape', text: `${subject} has another shape than expected${spread}.` };
}

/** Square batches hide their shape, so a transposed answer fails sometimes by shape and sometimes by value. */
function explainTransposedMix(
  failures: readonly (ShapeFailure | ValueFailure)[],
  extent: Extent,
): Explanation | undefined {
  if (!failures.every(({ got, want }) => numbersMatch(transposed(got), want))) {
    return {
      code: 'wrong-shape',
      text: `Your answer has another shape than expected in ${failures.filter(({ kind }) => kind === 'shape').length} of ${extent.cases} cases, and other numbers in the rest.`,
    };
  }
  return { code: 'transposed', text: `Your answer has rows and columns exchanged${where(extent)}.` };
}

function numbersMatch(got: Data, want: Data): boolean {
  return got !== undefined && matches(got, want, { rtol: 1e-8, atol: 1e-10, relativeTo: 'array' });
}

/** `grad[1]` → `grad`; `[0]` → null. */
function topKey(at: string): string | null {
  return /^[A-Za-z_$][\w$]*/.exec(at)?.[0] ?? null;
}

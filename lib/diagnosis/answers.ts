/** Explanations of answers that differ: sign, factor, transpose, the step before, NaN, shape. */
import { isRecord } from '../exercise/tolerance';
import type { Data } from '../script/script';
import { type Explanation, type Extent, where } from './explanation';
import type { Failure, ShapeFailure, ValueFailure } from './failure';
import { loosened, mapNumbers, matches, numbersOf, transposed } from './matches';

/** All failing cases gave numbers, or shapes of them. */
export function explainValues(failures: readonly Failure[], extent: Extent): Explanation | undefined {
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

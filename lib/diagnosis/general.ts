/** General explanations of failing cases, in the order of the doctrine; the first that fits all of them is told. */
import { explainValues } from './answers';
import { type Explanation, type Extent, where } from './explanation';
import type { Failure } from './failure';

/** The first explanation that fits all failures; undefined when none does. */
export function explain(failures: readonly Failure[], extent: Extent): Explanation | undefined {
  if (failures.length === 0) return undefined;
  return explainFaults(failures, extent) ?? explainConduct(failures, extent) ?? explainValues(failures, extent);
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
    const same = invalid.every((failure) => oddityOf(failure.why) === oddityOf(odd.why));
    const what = (same ? oddityOf(odd.why) : undefined) ?? 'something that is not plain data';
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

/** The known word alone: the place behind it is made of the answer's own keys, and they may repeat a hidden input. */
function oddityOf(why: string): string | undefined {
  const word = KNOWN_ODDITIES.exec(why)?.[0];
  return word !== undefined && why.includes(' at ') ? `an answer with ${word} in it` : word;
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

/** One failing case for the reader: place, both values, error and tolerance; and the input beside both answers. */
import type { Diagnosis } from '../../exercise/result';
import type { Failure } from '../../diagnosis/failure';
import { formatData, formatNumber, formatPair } from './format';

type Details = Pick<Diagnosis, 'at' | 'got' | 'want' | 'relError' | 'tolerance'>;

/** Values of the case: for open checks and staff only. */
export function detailsOf(failure: Failure): Details {
  switch (failure.kind) {
    case 'value': {
      const { got, want } = formatPair(failure.gotAt, failure.wantAt);
      const error = Math.abs(failure.gotAt - failure.wantAt) / Math.max(Math.abs(failure.wantAt), 1e-300);
      return {
        ...placeOf(failure.part, failure.at),
        got,
        want,
        relError: Number.isFinite(error) ? error : null,
        tolerance: Number.isFinite(failure.allowed) ? failure.allowed : null,
      };
    }
    case 'shape':
      return { ...placeOf(failure.part, failure.at), got: failure.gotShape, want: failure.wantShape };
    case 'threw': {
      const line = failure.line === null ? {} : { at: `line ${failure.line}` };
      return { ...line, got: failure.message === '' ? failure.name : `${failure.name}: ${failure.message}` };
    }
    case 'invalid':
      return { got: failure.why };
    case 'missing':
      return { got: failure.found };
    case 'mutated':
      return { at: `argument ${failure.argument + 1}` };
    case 'gradient':
      return failure.evidence ? detailsOf(failure.evidence) : {};
    case 'timeout':
    case 'memory-limit':
    case 'crashed':
    case 'not-run':
    case 'shares':
    case 'second-call':
    case 'did-not-throw':
    case 'law':
    case 'goal':
    case 'source':
    case 'replay':
      return {};
  }
}

function placeOf(part: string | null, at: string): { at?: string } {
  const place = part === null ? at : at.startsWith('[') || at === '' ? `${part}${at}` : `${part}.${at}`;
  return place === '' ? {} : { at: place };
}

/** What came back, and what was expected, as text. */
export function answersOf(failure: Failure): { got: string; want: string } {
  switch (failure.kind) {
    case 'value':
    case 'shape':
    case 'second-call':
      return { got: formatData(failure.got), want: formatData(failure.want) };
    case 'threw':
      return { got: detailsOf(failure).got ?? 'an error', want: 'a result' };
    case 'invalid':
      return { got: failure.why, want: 'plain data' };
    case 'missing':
      return { got: failure.found, want: failure.name };
    case 'timeout':
      return { got: 'no end within the time limit', want: 'a result' };
    case 'memory-limit':
      return { got: 'more memory than allowed', want: 'a result' };
    case 'crashed':
      return { got: 'the process came down', want: 'a result' };
    case 'not-run':
      return { got: 'not run', want: 'a result' };
    case 'mutated':
      return { got: `argument ${failure.argument + 1} was changed`, want: 'arguments left as they were' };
    case 'shares':
      return { got: 'an array that was passed in', want: 'a new array' };
    case 'did-not-throw':
      return { got: formatData(failure.got), want: 'an Error' };
    case 'gradient':
      return failure.evidence
        ? answersOf(failure.evidence)
        : { got: failure.claimed, want: 'the gradient of your own loss' };
    case 'law':
      return { got: failure.says ?? 'the law does not hold', want: 'the law holds' };
    case 'goal':
    case 'source':
      return { got: failure.says, want: 'the rule is kept' };
    case 'replay':
      return { got: 'another answer than before', want: 'the same answer' };
  }
}

/** For open checks, the specifics beside the idea: `First difference at grad[0][1]: 0.5, expected 0.25.` */
export function specifics(failure: Failure): string {
  const { at, got, want } = detailsOf(failure);
  if (failure.kind === 'shape') return `${at ? `\`${at}\` is` : 'It is'} ${got ?? ''}, expected ${want ?? ''}.`;
  if (failure.kind === 'threw') return `${got ?? ''}${at ? `, ${at}` : ''}.`;
  if (failure.kind === 'value') {
    return `First difference${at ? ` at \`${at}\`` : ''}: ${got ?? ''}, expected ${want ?? formatNumber(failure.wantAt)}.`;
  }
  return '';
}

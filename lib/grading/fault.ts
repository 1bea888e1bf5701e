/** Submissions of which nothing could be run: why, in words. */
import type { CheckResult, Result } from '../exercise/result';
import type { LoadOutcome } from '../script/script';
import type { CheckHead } from './check-result';

export type Fault = NonNullable<Result['fault']>;

/** Undefined when the submission was loaded. */
export function faultOfLoad(load: LoadOutcome): Fault | undefined {
  switch (load.kind) {
    case 'loaded':
      return undefined;
    case 'syntax-error':
      return { kind: 'syntax-error', message: load.message, line: load.line, column: load.column };
    case 'threw': {
      const place =
        load.line === undefined
          ? {}
          : { line: load.line, ...(load.column === undefined ? {} : { column: load.column }) };
      return { kind: 'threw', message: load.message === '' ? load.name : `${load.name}: ${load.message}`, ...place };
    }
    case 'timeout':
      return {
        kind: 'timeout',
        message: 'Your code did not come to an end while it was loaded, before any function was called.',
      };
    case 'memory-limit':
      return { kind: 'memory-limit', message: 'Your code used more memory than it is given while it was loaded.' };
    case 'crashed':
      return { kind: 'crashed', message: 'Your code brought its process down while it was loaded.' };
  }
}

export function faultOfMissing(names: readonly string[]): Fault {
  const list = names.map((name) => `\`${name}\``).join(' and ');
  return {
    kind: 'missing',
    message: `The grader looks for ${list} at the top level of your code and finds ${names.length > 1 ? 'none of them' : 'no such name'}.`,
  };
}

export function summaryOfFault(fault: Fault): string {
  const place =
    fault.line === undefined
      ? ''
      : ` (line ${fault.line}${fault.column === undefined ? '' : `, column ${fault.column}`})`;
  // The message begins with the line.
  if (fault.kind === 'syntax-error') return `Your code can't be read yet. ${fault.message}`;
  if (fault.kind === 'threw') return `Your code stopped while it was loaded${place}: ${fault.message}`;
  return fault.message;
}

/** Every check, unjudged, at no points. */
export function unjudged(head: CheckHead, fault: Fault): CheckResult {
  const code =
    fault.kind === 'missing'
      ? 'missing-export'
      : fault.kind === 'syntax-error' || fault.kind === 'too-large'
        ? 'not-run'
        : fault.kind;
  return {
    id: head.id,
    name: head.name,
    status: 'error',
    points: 0,
    max: head.points,
    message: 'Not run.',
    open: head.open,
    diagnosis: {
      code,
      text: fault.kind === 'missing' ? fault.message : 'Your code could not be loaded, so this check did not run.',
    },
  };
}

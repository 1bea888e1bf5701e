/** Why nothing was judged: a fault in the code with its place, or a fault of ours that costs nothing. */
import type { Verdict } from '../workbench/verdict-groups';
import type { VerdictContext } from './verdict-context';

export function VerdictFault({ verdict, context }: { verdict: Verdict; context: VerdictContext }) {
  if (verdict.status === 'platform-error') {
    return (
      <div className="mt-3 border-l-2 border-warn pl-4">
        <p>Nothing was judged, so this says nothing about your code. Your code is kept: you can submit it again.</p>
        <p className="mt-1 text-sm text-ink-2">
          Those who look after the platform see it, too. If they send it to the graders again, its verdict appears here.
        </p>
      </div>
    );
  }
  const { fault } = verdict;
  if (!fault) return null;
  const { line, column } = fault;
  const place = line === undefined ? null : `line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return (
    <div className="mt-3 border-l-2 border-fail pl-4">
      <p className="label">{FAULTS[fault.kind]}</p>
      <p className="mt-1">{context.prose(fault.message)}</p>
      {place === null ? null : (
        <p className="mt-1 text-sm">
          {context.onJump && line !== undefined ? (
            <button type="button" className="link" onClick={() => context.onJump?.(line, column ?? 1)}>
              Go to {place}
            </button>
          ) : (
            <a className="link" href={`#L${line}`}>
              {place}
            </a>
          )}
        </p>
      )}
    </div>
  );
}

const FAULTS = {
  'syntax-error': 'The code could not be read',
  threw: 'The code stopped while it was loaded',
  timeout: 'The code did not come to an end while it was loaded',
  'memory-limit': 'The code used up its memory while it was loaded',
  crashed: 'The code ended its process while it was loaded',
  'too-large': 'The code is too large',
  missing: 'Something that the checks call is missing',
} as const;

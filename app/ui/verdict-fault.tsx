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
  // What is wrong stands in the summary; only the way to it is left to give.
  if (verdict.fault?.line === undefined) return null;
  const { line, column } = verdict.fault;
  const place = `line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return (
    <p className="mt-2 text-sm">
      {context.onJump ? (
        <button type="button" className="link" onClick={() => context.onJump?.(line, column ?? 1)}>
          Go to {place}
        </button>
      ) : (
        <a className="link" href={`#L${line}`}>
          {place}
        </a>
      )}
    </p>
  );
}

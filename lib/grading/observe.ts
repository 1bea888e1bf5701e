/** From raw outcomes, as they crossed the process's border, to observations. What can't be read is an observation too. */
import type { RawGroupOutcome, RawScriptOutcome } from '../script/raw-group';
import type { GroupOutcome, ScriptOutcome } from '../script/script';
import { decodeSteps, WireError } from '../script/wire';

const UNREADABLE = { kind: 'invalid', why: 'something that can not be read' } as const;

/** `script` is what was run. Students are told the names that are missing, so only names that it asks for are believed. */
export function readOutcome(raw: RawScriptOutcome | undefined, script: string): ScriptOutcome {
  if (raw === undefined) return { kind: 'not-run' };
  if (raw.kind !== 'ran') return raw;
  try {
    const steps = decodeSteps(raw.text).map((observed) =>
      observed.kind === 'missing' && !script.includes(`"name":${JSON.stringify(observed.name)}`)
        ? UNREADABLE
        : observed,
    );
    return { kind: 'ran', steps };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { kind: 'ran', steps: [UNREADABLE] };
  }
}

export function readLoad(raw: RawGroupOutcome['load']): GroupOutcome['load'] {
  if (raw.kind !== 'threw') return raw;
  const { kind, name, message, line, column } = raw;
  return { kind, name, message, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

/** Names that a submission lacks altogether: every script ended at its first step, since nothing of that name is there. */
export function missingEverywhere(outcomes: readonly ScriptOutcome[]): string[] | undefined {
  const names = new Set<string>();
  for (const outcome of outcomes) {
    const first = outcome.kind === 'ran' ? outcome.steps[0] : undefined;
    if (first?.kind !== 'missing') return undefined;
    names.add(first.name);
  }
  return names.size > 0 ? [...names] : undefined;
}

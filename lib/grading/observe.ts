/** From raw outcomes, as they crossed the process's border, to observations. What can't be read is an observation too. */
import type { RawGroupOutcome, RawScriptOutcome } from '../script/raw-group';
import type { GroupOutcome, ScriptOutcome } from '../script/script';
import { decodeSteps, WireError } from '../script/wire';

export function readOutcome(raw: RawScriptOutcome | undefined): ScriptOutcome {
  if (raw === undefined) return { kind: 'not-run' };
  if (raw.kind !== 'ran') return raw;
  try {
    return { kind: 'ran', steps: decodeSteps(raw.text) };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { kind: 'ran', steps: [{ kind: 'invalid', why: 'something that can not be read' }] };
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

/** Runs an example on the engine's public names and tells what it gave: the same at build time, in tests and in the worker. */
import { compileExample, EXAMPLE_FILE } from './example-code';
import { showNow, showValue } from './show-value';

export type Outcome =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'error'; readonly text: string };

export interface RunOptions {
  /** Every name that an example may use. */
  names: Readonly<Record<string, unknown>>;
  /** Evaluates an expression in the global scope. */
  evaluate: (code: string) => unknown;
  print: (text: string) => void;
}

export async function runExample(source: string, { names, evaluate, print }: RunOptions): Promise<Outcome> {
  const log = (...values: unknown[]): void => print(values.map(showNow).join(' '));
  const scope = { ...names, console: { log, info: log, warn: log, error: log, debug: log } };
  const compiled = compileExample(source, Object.keys(scope));
  if (compiled.kind === 'syntax-error') return { kind: 'error', text: compiled.message };
  try {
    const run = evaluate(compiled.code) as (scope: object) => Promise<unknown>;
    const value = await run(scope);
    return value === undefined ? { kind: 'nothing' } : { kind: 'value', text: await showValue(value) };
  } catch (error) {
    return { kind: 'error', text: errorWords(error) };
  }
}

function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return `Thrown: ${String(error)}`;
  const line = new RegExp(`${EXAMPLE_FILE.replace('.', '[.]')}:(\\d+):`).exec(error.stack ?? '')?.[1];
  return `${error.name}${line === undefined ? '' : ` in line ${line}`}: ${error.message}`;
}

/** The log of a soak, one JSON line for each thing that happens; an interrupted soak goes on where its log ends. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const LineSchema = z.union([
  z.object({ soak: z.object({ seed: z.string(), count: z.number() }) }),
  z.object({ n: z.number(), program: z.string(), ms: z.number(), ok: z.boolean() }),
  z.object({
    fault: z.string(),
    after: z.number(),
    what: z.string(),
    seconds: z.number(),
    backMs: z.number().nullable(),
  }),
  z.object({ finding: z.string() }),
]);
type Line = z.infer<typeof LineSchema>;

export interface SoakLog {
  /** Numbers of submissions that have been judged rightly before. */
  readonly done: ReadonlySet<number>;
  /** Faults that have happened before, as they stand in the plan. */
  readonly struck: readonly string[];
  write(line: Line): void;
}

/** @throws when the log to go on with is of another plan */
export function openLog(
  file: string,
  { seed, count, resume }: { seed: string; count: number; resume: boolean },
): SoakLog {
  const lines = resume && existsSync(file) ? read(file) : [];
  const done = new Set<number>();
  const struck: string[] = [];
  for (const line of lines) {
    if ('soak' in line && (line.soak.seed !== seed || line.soak.count !== count)) {
      throw new Error(`${file} is the log of --seed ${line.soak.seed} --count ${line.soak.count}`);
    }
    if ('n' in line && line.ok) done.add(line.n);
    if ('fault' in line) struck.push(`${line.fault} ${line.after}`);
  }
  mkdirSync(path.dirname(file), { recursive: true });
  if (lines.length === 0) rmSync(file, { force: true });
  const write = (line: Line): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
  if (lines.length === 0) write({ soak: { seed, count } });
  return { done, struck, write };
}

function read(file: string): Line[] {
  // The last line may have been cut off.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => LineSchema.parse(JSON.parse(line)));
}

/** A grader that runs out of descriptors, and later has them again: says what became of each submission. */
import { closeSync, openSync } from 'node:fs';
import { createRunner, type GradeOutcome } from '@/lib/runner';
import { encodeScript } from '@/lib/script/wire';

const script = encodeScript([{ op: 'call', name: 'f', args: [1] }]);
const bundle = {
  hash: 'asking',
  code: `globalThis.judge = {
    begin: () => ${JSON.stringify(JSON.stringify({ groups: [[script]] }))},
    next: (json) => JSON.stringify({ kind: 'done', verdict: JSON.parse(json) }),
  };`,
};
const runner = await createRunner({ students: 1, judges: 1 });

async function grade(source: string): Promise<string> {
  const job = { bundle, source, exports: ['f'], seed: '', only: 'all' as const };
  const outcome = await runner.grade(job, AbortSignal.timeout(30_000)).catch((error: unknown) => error as Error);
  if (outcome instanceof Error) return `fault: ${outcome.message}`;
  return told(outcome);
}

function told(outcome: GradeOutcome): string {
  if (outcome.kind === 'platform-error') return `fault: ${outcome.reason}`;
  const { outcomes } = JSON.parse(outcome.text) as { outcomes: { scripts: { kind: string }[] }[] };
  return outcomes.flatMap(({ scripts }) => scripts.map(({ kind }) => kind)).join();
}

const HONEST = 'export const f = (x) => x;';
const ENDLESS = 'export const f = () => { for (;;); };';

const before = await grade(HONEST);
const taken: number[] = [];
try {
  for (;;) taken.push(openSync('/dev/null', 'r'));
} catch {
  // That was the last one.
}
// Each costs a child, of which there are two: then there is none, and none can be started.
const during = [await grade(ENDLESS), await grade(ENDLESS), await grade(HONEST), await grade(HONEST)];
for (const fd of taken) closeSync(fd);
const after = await grade(HONEST);
await runner.close();
console.log(JSON.stringify({ before, during, after }));

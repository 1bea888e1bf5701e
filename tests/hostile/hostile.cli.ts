/**
 * `npm run test:hostile -- [--dir folder] [--only pattern] [--walls jail|none] [--json]`: every program of a folder against
 * the real grader. With `--walls none` neither bubblewrap nor the filter of system calls holds the children.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createRunner } from '@/lib/runner';
import { holds, openTargets, readAttack, tryAttack } from './attack';
import type { AttackOutcome } from './attack';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    only: { type: 'string', default: '' },
    walls: { type: 'string', default: 'jail' },
    json: { type: 'boolean', default: false },
  },
});
const folder = path.resolve(values.dir ?? 'tests/hostile/attacks');
const attacks = readdirSync(folder)
  .filter((name) => /\.[jt]s$/.test(name) && new RegExp(values.only).test(name))
  .toSorted()
  .map((name) => readAttack(path.join(folder, name)));
if (attacks.length === 0) throw new Error(`no programs in ${folder}`);

const targets = await openTargets();
const runner = await createRunner({ students: 1, sandbox: sandboxOf(values.walls) });
const outcomes: AttackOutcome[] = [];
try {
  if (!values.json) {
    for (const wall of runner.walls.walls)
      console.log(`${wall.stands ? 'stands' : 'ABSENT'}  ${wall.name}: ${wall.says}`);
  }
  for (const attack of attacks) {
    const outcome = await tryAttack({ runner, targets }, attack);
    outcomes.push(outcome);
    if (!values.json) console.log(row(outcome));
  }
} finally {
  await runner.close();
}

if (values.json) console.log(JSON.stringify(outcomes, null, 2));
else console.log(`${outcomes.filter(holds).length} of ${outcomes.length} held`);
process.exitCode = outcomes.every(holds) ? 0 : 1;

/** `jail` means it: where bubblewrap does not hold, that is an error and not another test. */
function sandboxOf(walls: string): 'required' | 'plain' {
  if (walls === 'jail') return 'required';
  if (walls === 'none') return 'plain';
  throw new Error(`--walls ${walls}: expected jail or none`);
}

function row(outcome: AttackOutcome): string {
  const mark = holds(outcome) ? 'ok  ' : 'FAIL';
  const after = outcome.honestAfter ? '' : '  the honest program after it did not pass';
  return `${mark} ${outcome.file.padEnd(36)} ${outcome.got.padEnd(16)} ${`${outcome.ms} ms`.padStart(8)}  must be ${outcome.must.join(' or ')}${after}`;
}

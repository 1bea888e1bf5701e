/** Freezes verdicts of this grader version; run by hand, once, after GRADER_VERSION was raised. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleExercise } from '@/lib/content/bundle';
import { createRunner, GRADER_VERSION } from '@/lib/runner';
import { endless, listPrograms } from './demo-submissions';
import { goldenFile, type Golden } from './golden-verdicts';

const FOLDER = path.join('exercises', '05-networks', 'softmax');
const file = goldenFile(GRADER_VERSION);
if (existsSync(file)) throw new Error(`${file} is there: what was frozen is not made again`);

const bundle = await bundleExercise(FOLDER);
const programs = (await listPrograms(Infinity)).filter(({ exercise }) => exercise === 'softmax');
const golden: Golden = { bundle, exports: ['softmax'], rows: [] };
const runner = await createRunner({ students: 1 });
try {
  for (const { name, code: source } of [...programs, endless('softmax', 'softmax')]) {
    const seed = `golden ${name}`;
    const job = { bundle, source, exports: golden.exports, seed, only: 'all' as const };
    const outcome = await runner.grade(job, new AbortController().signal);
    if (outcome.kind !== 'verdict') throw new Error(`${name}: ${outcome.reason}`);
    golden.rows.push({ name, source, seed, verdict: outcome.text });
  }
} finally {
  await runner.close();
}
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, gzipSync(JSON.stringify(golden), { level: 9 }));
console.log(`${file}: ${golden.rows.length} verdicts`);

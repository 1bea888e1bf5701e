/** Verdicts frozen with the bundle that gave them, one file for each grader version. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const GoldenSchema = z.object({
  bundle: z.object({ hash: z.string(), code: z.string() }),
  exports: z.array(z.string()),
  rows: z.array(z.object({ name: z.string(), source: z.string(), seed: z.string(), verdict: z.string() })),
});
export type Golden = z.infer<typeof GoldenSchema>;

export function goldenFile(graderVersion: number): string {
  return path.join('tests', 'golden', `verdicts-of-grader-${graderVersion}.json.gz`);
}

export function readGolden(graderVersion: number): Golden | undefined {
  const file = goldenFile(graderVersion);
  if (!existsSync(file)) return undefined;
  return GoldenSchema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));
}

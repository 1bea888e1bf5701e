/** Every exercise of the course proves itself through the real grader. `.ci/run` proves them by `ex -- check --all` instead. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proveExercise } from '@/lib/authoring/proof';
import { listFolders } from '@/lib/authoring/workshop';
import { createRunner, type Runner } from '@/lib/runner';

let runner: Runner;
beforeAll(async () => {
  runner = await createRunner({ students: 1 });
});
afterAll(() => runner.close());

const folders = [...(await listFolders())];

describe('exercises prove themselves', () => {
  it.each(folders)(
    '%s',
    async (_, folder) => {
      // Fewer seeds than the command takes; the rules are the same.
      const options = {
        now: () => new Date(0),
        signal: new AbortController().signal,
        seeds: { reference: 4, others: 3 },
      };
      const { rules } = await proveExercise(runner, folder, options);
      const broken = rules.filter(({ ok, blocking }) => !ok && blocking);
      expect(broken.map(({ rule, messages }) => ({ rule, messages }))).toEqual([]);
    },
    600_000,
  );
});

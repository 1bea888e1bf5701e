/** Every hostile program meets the verdict that its first line demands, and the next honest one passes. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunner } from '@/lib/runner';
import { openTargets, readAttack, tryAttack } from './attack';
import type { Arena } from './attack';

const folder = path.join(import.meta.dirname, 'attacks');
const files = readdirSync(folder).filter((name) => /\.[jt]s$/.test(name));

let arena: Arena;
beforeAll(async () => {
  const [targets, runner] = await Promise.all([openTargets(), createRunner({ students: 1 })]);
  arena = { targets, runner };
});
afterAll(() => arena.runner.close());

describe('a hostile program is contained:', () => {
  it.each(files)(
    '%s',
    async (file) => {
      const attack = readAttack(path.join(folder, file));
      const outcome = await tryAttack(arena, attack);
      expect(attack.must).toContain(outcome.got);
      expect(outcome.honestAfter).toBe(true);
    },
    120_000,
  );
});

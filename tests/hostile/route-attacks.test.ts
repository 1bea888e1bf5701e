/** Every address has its attacks, and every part of it that a client chooses is among them. */
import { expect, it } from 'vitest';
import { attacksOn, keyOf } from '../support/route-attacks';
import { ROUTES } from '../support/route-table';

it.each(ROUTES.map((row) => [keyOf(row), row] as const))('%s is attacked in all its parts', (_, row) => {
  const attacks = attacksOn(row);
  expect(attacks.params).toEqual([...row.file.matchAll(/\[([^\]]+)\]/g)].map(([, name]) => name));
  expect((attacks.bodies ?? []).length > 0).toBe(row.body !== undefined);
});

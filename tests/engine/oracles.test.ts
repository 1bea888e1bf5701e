/** Every op, gradient and optimizer against two other libraries, central differences, papers and closed forms. */
import { beforeAll, describe, expect, it } from 'vitest';
import { js, using } from '@/lib/engine';
import { CHECKS, loadRivals, type Rivals } from './checks';

let rivals: Rivals;
beforeAll(async () => {
  rivals = await loadRivals();
});

describe('the engine in float64', () => {
  it.each(CHECKS)('$name', async ({ expected, run }) => {
    const wanted = await expected?.(rivals);
    expect(using(js('f64'), () => run(wanted))).toBeUndefined();
  });
});

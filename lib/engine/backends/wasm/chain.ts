/** Chains of elementwise steps: which numbers they take, and their instructions one after the other. */

import type { MapStep, Operand } from '../../backend';
import { type Code, type Fresh, type Local, set } from './asm';
import { FORMULAS } from './formulas';
import { addressOf, type Arena } from './heap';
import type { Walk } from './nest';

/** Chains of equal keys have equal instructions. */
export interface Chain {
  readonly key: string;
  /** What the steps take: walks under the rows of a result. */
  readonly inputs: readonly Walk[];
  /** v ← steps(v), where `load(i)` gives four numbers of input i. */
  readonly emit: (v: Local, load: (input: number) => Code, fresh: Fresh) => Code;
}

/** The walk of an operand under rows × columns numbers: one number, whole, by row or by column. Else undefined. */
export function walkOf({ vector, offset, every, period }: Operand, rows: number, columns: number): Walk | undefined {
  const start = addressOf(vector, offset);
  if (period === 1 || every >= rows * columns) return { start, strides: [0], splat: true };
  if (every === 1 && period >= rows * columns) return { start, strides: [4 * columns] };
  if (every === 1 && period === columns) return { start, strides: [0] };
  return every === columns && period >= rows ? { start, strides: [4], splat: true } : undefined;
}

/** The chain of the steps, or undefined where one has no formula here or its operand no walk. The arena holds its numbers. */
export function chainOf(steps: readonly MapStep[], size: readonly [number, number], arena: Arena): Chain | undefined {
  const inputs: Walk[] = [];
  const take = (walk: Walk): number => inputs.push(walk) - 1;
  const takeNumber = (value: number): number =>
    take({ start: arena.copy(Float32Array.of(value)), strides: [0], splat: true });
  const links: ((v: Local, load: (input: number) => Code, keep: (value: Code) => Local) => Code)[] = [];
  for (const step of steps) {
    const formula = FORMULAS[step.op];
    const walk = 'with' in step && walkOf(step.with, ...size);
    if (!formula || walk === undefined) return undefined;
    const a = walk ? take(walk) : takeNumber('value' in step ? step.value : 0);
    const alpha = takeNumber('alpha' in step ? step.alpha : 0);
    links.push((v, load, keep) => formula({ v, a: load(a), alpha: load(alpha) }, keep));
  }
  const emit: Chain['emit'] = (v, load, fresh) => {
    const code: Code[] = [];
    const keep = (value: Code): Local => {
      const local = fresh.v128();
      code.push(set(local, value));
      return local;
    };
    for (const link of links) code.push(set(v, link(v, load, keep)));
    return code;
  };
  const layouts = inputs.map(({ splat, strides }) => `${splat} ${strides[0] !== 0}`);
  return { key: [...steps.map(({ op }) => op), ...layouts].join(), inputs, emit };
}

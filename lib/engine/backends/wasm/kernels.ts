/** Kernels of one memory: each is assembled, compiled and kept when first asked for. */

import { assemble, type Routine } from './asm';
import type { Heap } from './heap';

export type Kernel = (...args: readonly number[]) => void;

export class Kernels {
  private readonly known = new Map<string, Kernel>();
  constructor(private readonly heap: Heap) {}

  /** The kernel of this key. Different instructions need different keys. */
  get(key: string, write: (name: string) => Routine): Kernel {
    const known = this.known.get(key);
    if (known) return known;
    const module = new WebAssembly.Module(assemble([write('run')]));
    const instance = new WebAssembly.Instance(module, { engine: { memory: this.heap.memory } });
    const kernel = instance.exports['run'] as Kernel;
    this.known.set(key, kernel);
    return kernel;
  }
}

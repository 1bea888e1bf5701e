/** Matrix products and convolutions made ready: where a is found, how b is packed, and which kernel multiplies. */

import type { FoldCall, GemmCall, Matrix, Patches, Vector, Window } from '../../backend';
import { some } from './asm';
import { type Chain, chainOf } from './chain';
import { gemmRoutine, packRoutine, type Walk } from './gemm';
import type { Arena, Heap, WasmVector } from './heap';
import { foldRoutine, rowsRoutine } from './images';
import type { Kernels } from './kernels';

/** What preparing a call may use. */
export interface Workshop {
  readonly heap: Heap;
  readonly kernels: Kernels;
  /** What the program keeps. */
  readonly arena: Arena;
  /** Room for one packed matrix that is used at once. */
  readonly scratch: number;
  /** Whether the program itself never writes there. */
  readonly constant: (vector: WasmVector) => boolean;
}
export type Run = () => void;

export const addressOf = (vector: Vector, offset = 0): number => (vector as WasmVector).address + 4 * offset;

/** Columns up to which b is read where it lies, if its rows are: all panels share the lines of the cache. */
const UNPACKED = 32;

/** Numbers that b takes when packed for `gemmRoutine`; 0 where it needn't be. */
export function packedSize(call: { readonly kind: string }): number {
  if (call.kind === 'fold') {
    const { b, k, window } = call as FoldCall;
    return b ? k * 8 * Math.ceil(patchSize(window) / 8) : 0;
  }
  if (call.kind !== 'gemm') return 0;
  const { b, n, k } = call as GemmCall;
  return b.colStride === 1 && n <= UNPACKED ? 0 : k * 8 * Math.ceil(n / 8);
}

interface Left {
  readonly before: Run | undefined;
  readonly layout: { readonly walk: Walk; readonly table: boolean };
  readonly a: number;
  readonly rows: number;
  /** k0, s0, k1, s1, k2, s2. */
  readonly loops: readonly number[];
}

function matrixLeft(a: Matrix, k: number): Left {
  const walk = a.colStride === 1 ? 'along' : a.rowStride === 1 ? 'across' : 'any';
  const layout = { walk, table: false } as const;
  const loops = [k, 4 * a.colStride, 1, 0, 1, 0];
  return { before: undefined, layout, a: addressOf(a.vector, a.offset), rows: 4 * a.rowStride, loops };
}

export const patchSize = (w: Window): number => w.kernelHeight * w.kernelWidth * w.channels;

/** The window over an image so large that no place lies outside: with zeros around it where need be. */
export function enlarged(w: Window): Window {
  const height = Math.max(w.top + w.height, (w.outHeight - 1) * w.strideY + w.kernelHeight);
  const width = Math.max(w.left + w.width, (w.outWidth - 1) * w.strideX + w.kernelWidth);
  return { ...w, height, width, top: 0, left: 0 };
}
export const isPadded = (w: Window): boolean => enlarged(w).height > w.height || enlarged(w).width > w.width;

/** Byte distances of all windows' corners, for one image after the other. */
function corners(w: Window, batch: number): number[] {
  const perImage = w.outHeight * w.outWidth;
  return some(batch * perImage, (p) => {
    const oy = Math.floor((p % perImage) / w.outWidth);
    const y = Math.floor(p / perImage) * w.height + oy * w.strideY;
    return 4 * w.channels * (y * w.width + (p % w.outWidth) * w.strideX);
  });
}

/** Tables are read four entries at a time. */
const filled = (table: number[]): number[] => [...table, ...some(-table.length & 3, () => table.at(-1)!)];

function patchesLeft({ image, window, transposed }: Patches, { arena, kernels }: Workshop): Left {
  const w = enlarged(window);
  const pixel = 4 * w.channels;
  let a = addressOf(image);
  let before: Run | undefined;
  if (isPadded(window)) {
    const from = a;
    a = arena.floats(w.batch * w.height * w.width * w.channels);
    const copy = kernels.get('copy rows', (name) => rowsRoutine(name));
    const inside = a + pixel * (window.top * w.width + window.left);
    before = () => {
      for (let b = 0; b < w.batch; b++) {
        const to = inside + b * w.height * w.width * pixel;
        const source = from + b * window.height * window.width * pixel;
        copy(to, source, window.height, window.width * w.channels, pixel * w.width, pixel * window.width);
      }
    };
  }
  if (!transposed) {
    const rows = arena.integers(filled(corners(w, w.batch)));
    const loops = [w.kernelWidth * w.channels, 4, w.kernelHeight, pixel * (w.width - w.kernelWidth), 1, 0];
    return { before, layout: { walk: 'along', table: true }, a, rows, loops };
  }
  const rows = arena.integers(
    filled(
      some(patchSize(w), (i) => {
        const ky = Math.floor(i / (w.kernelWidth * w.channels));
        return pixel * ky * w.width + 4 * (i % (w.kernelWidth * w.channels));
      }),
    ),
  );
  const nextLine = pixel * (w.strideY * w.width - w.outWidth * w.strideX);
  const nextImage = pixel * w.width * (w.height - w.outHeight * w.strideY);
  const loops = [w.outWidth, pixel * w.strideX, w.outHeight, nextLine, w.batch, nextImage];
  return { before, layout: { walk: 'any', table: true }, a, rows, loops };
}

interface Right {
  readonly before: Run | undefined;
  /** b, bStep, bPanel. */
  readonly args: readonly [number, number, number];
}

/** b in panels; packed once where nobody writes to it between two runs. */
function right(b: Matrix, [k, n]: readonly [number, number], { arena, kernels, scratch, constant }: Workshop): Right {
  const from = addressOf(b.vector, b.offset);
  if (b.colStride === 1 && n <= UNPACKED) return { before: undefined, args: [from, 4 * b.rowStride, 32] };
  const { owner } = b.vector as WasmVector;
  const kept = constant(owner);
  const to = kept ? arena.floats(k * 8 * Math.ceil(n / 8)) : scratch;
  const neighbours = b.colStride === 1;
  const pack = kernels.get(`pack ${neighbours}`, (name) => packRoutine(name, neighbours));
  let version = -1;
  const before = () => {
    if (kept && version === owner.version) return;
    version = owner.version;
    pack(to, from, k, n, 4 * b.rowStride, 4 * b.colStride, 32 * k);
  };
  return { before, args: [to, 32, 32 * k] };
}

function gemmKernel({ kernels }: Workshop, layout: Left['layout'], chain: Chain) {
  const key = `gemm ${layout.walk} ${layout.table} ${chain.key}`;
  return kernels.get(key, (name) => gemmRoutine(name, layout, chain));
}

/** undefined where the steps have no kernel. */
export function gemmRun(call: GemmCall, workshop: Workshop): Run | undefined {
  const { m, n, k, out } = call;
  const chain = chainOf(call.steps, { address: addressOf(out), rows: m, columns: n });
  if (!chain) return undefined;
  const a = 'image' in call.a ? patchesLeft(call.a, workshop) : matrixLeft(call.a, k);
  const b = right(call.b, [k, n], workshop);
  const kernel = gemmKernel(workshop, a.layout, chain);
  const inputs = chain.inputs.map(({ argument }) => argument);
  const args = [a.a, a.rows, ...b.args, addressOf(out), m, n, ...a.loops, ...inputs];
  return () => {
    a.before?.();
    b.before?.();
    kernel(...args);
  };
}

/** The product is made image by image, while it is small enough for the cache, and added to the pixels. */
export function foldRun(call: FoldCall, workshop: Workshop): Run | undefined {
  const { heap, arena, kernels } = workshop;
  const w = enlarged(call.window);
  const [m, n, k] = [w.outHeight * w.outWidth, patchSize(w), call.k];
  if (!call.b) return undefined;
  const pixel = 4 * w.channels;
  const a = matrixLeft(call.a, k);
  const b = right(call.b, [k, n], { ...workshop });
  const kernel = gemmKernel(workshop, a.layout, chainOf([], { address: 0, rows: m, columns: n })!);
  const product = arena.floats(m * n);
  const table = arena.integers(corners(w, 1));
  const fold = kernels.get('fold', foldRoutine);
  const copy = kernels.get('copy rows', rowsRoutine);
  const padded = isPadded(call.window);
  const imageBytes = pixel * call.window.height * call.window.width;
  const sumsBytes = pixel * w.height * w.width;
  const sums = padded ? arena.floats(sumsBytes / 4) : addressOf(call.out);
  const inside = sums + pixel * (call.window.top * w.width + call.window.left);
  return () => {
    b.before?.();
    for (let image = 0; image < w.batch; image++) {
      const to = addressOf(call.out) + image * imageBytes;
      const target = padded ? sums : to;
      heap.floats.fill(0, target / 4, (target + sumsBytes) / 4);
      kernel(a.a + image * m * a.rows, a.rows, ...b.args, product, m, n, ...a.loops);
      fold(target, table, product, m, w.kernelHeight, w.kernelWidth * w.channels, pixel * w.width);
      if (padded) {
        const columns = call.window.width * w.channels;
        copy(to, inside, call.window.height, columns, pixel * call.window.width, pixel * w.width);
      }
    }
  };
}

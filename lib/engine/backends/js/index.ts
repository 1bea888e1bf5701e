/** The backend in plain JavaScript: typed arrays, float64 in a fixed order for grading, float32 for training. */
import type { Backend, Dtype, Floats, Vector } from '../../backend';
import { EngineError } from '../../errors';
import { bind, run } from './bind';

/** Numbers in one block that small vectors are cut from: a typed array of its own costs five times as much. */
const BLOCK = 8192;

const made = new Map<Dtype, Backend>();

/**
 * Plain JavaScript on arrays of `dtype`, the same backend at each call. The garbage collector frees vectors; `free` only counts.
 *
 * @example
 * using(js('f32'), () => tensor([0.1]).dataSync()[0])
 */
export function js(dtype: Dtype): Backend {
  const known = made.get(dtype) ?? create(dtype);
  made.set(dtype, known);
  return known;
}

function create(dtype: Dtype): Backend {
  const Numbers = dtype === 'f64' ? Float64Array : Float32Array;
  const bytes = Numbers.BYTES_PER_ELEMENT;
  let block = new ArrayBuffer(0);
  let used = 0;
  let live = 0;

  const vector = (data: Floats): Vector => ({ size: data.length, data });
  const allocate = (size: number): Vector => {
    if (!Number.isSafeInteger(size) || size < 0)
      throw new EngineError(`no memory of ${size} numbers: look at the shape`);
    live += size * bytes;
    if (size > BLOCK / 8) return vector(new Numbers(size));
    if (used + size * bytes > block.byteLength) {
      block = new ArrayBuffer(BLOCK * bytes);
      used = 0;
    }
    const start = used;
    used += size * bytes;
    return vector(new Numbers(block, start, size));
  };

  return {
    name: dtype === 'f64' ? 'JavaScript float64' : 'JavaScript float32',
    kind: 'js',
    dtype,
    synchronous: true,
    allocate,
    slice: ({ data }, offset, size) => vector(data!.subarray(offset, offset + size)),
    free: ({ size }) => {
      live -= size * bytes;
    },
    write: ({ data }, values) => data!.set(values),
    read: async ({ data }) => data!.slice(),
    run,
    compile: (calls) => {
      const ready = calls.map(bind);
      return {
        run: (step) => {
          for (const run of ready) run(step);
        },
        release: () => {},
      };
    },
    turn: async () => {},
    lost: new Promise(() => {}),
    memory: () => ({ live, pooled: 0 }),
    close: () => {},
  };
}

/** The backend in plain JavaScript: typed arrays, float64 in a fixed order for grading, float32 for training. */
import type { Backend, Call, Dtype, Floats, Vector } from '../../backend';
import { naive } from '../naive.suite';

/** Plain JavaScript on arrays of `dtype`. Vectors are freed by the garbage collector. */
export function js(dtype: Dtype): Backend {
  let live = 0;
  const vector = (data: Floats): Vector => ({ size: data.length, data });
  return {
    name: dtype === 'f64' ? 'JavaScript float64' : 'JavaScript float32',
    kind: 'js',
    dtype,
    synchronous: true,
    allocate: (size) => {
      const data = dtype === 'f64' ? new Float64Array(size) : new Float32Array(size);
      live += data.byteLength;
      return vector(data);
    },
    slice: ({ data }, offset, size) => vector(data!.subarray(offset, offset + size)),
    free: ({ data }) => {
      live -= data!.byteLength;
    },
    write: ({ data }, values) => data!.set(values),
    read: async ({ data }) => data!.slice(),
    run: naive,
    compile: (calls: readonly Call[]) => ({
      run: (step) => {
        for (const call of calls) naive(call, step);
      },
      release: () => {},
    }),
    turn: async () => {},
    lost: new Promise(() => {}),
    memory: () => ({ live, pooled: 0 }),
    close: () => {},
  };
}

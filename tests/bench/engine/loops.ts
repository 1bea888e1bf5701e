/** What plain loops over float64 arrays do: no engine at all, the limit for the smallest nets. */
import { modelOf, SIZES, type Workload } from './workloads';
import type { Contender, Task } from './rounds';

export const plainLoops = (workload: Workload): Contender => ({
  name: 'plain loops',
  open: () => (workload.kind !== 'matmul' && workload.model === 'tiny' ? tiny(workload.kind) : 'written for tiny only'),
});

interface Layer {
  w: Float64Array;
  b: Float64Array;
  dw: Float64Array;
  db: Float64Array;
  /** Inputs, outputs, and the gradient of the outputs, all [batch × units]. */
  x: Float64Array;
  y: Float64Array;
  dy: Float64Array;
  into: number;
  out: number;
}

function tiny(kind: 'train' | 'forward'): Task {
  const { params, inputs, targets, batch, optimizer } = modelOf('tiny');
  const layers: Layer[] = [];
  let x = Float64Array.from(inputs[0]!.values);
  for (let i = 0; i + 1 < SIZES.tiny.length; i++) {
    const [into, out] = [SIZES.tiny[i]!, SIZES.tiny[i + 1]!];
    const y = new Float64Array(batch * out);
    const w = Float64Array.from(params[2 * i]!.values);
    const b = Float64Array.from(params[2 * i + 1]!.values);
    const [dw, db, dy] = [new Float64Array(w.length), new Float64Array(out), new Float64Array(batch * out)];
    layers.push({ w, b, dw, db, x, y, dy, into, out });
    x = y;
  }
  const last = layers.at(-1)!;
  const forward = () => {
    for (const layer of layers) outputs(layer, batch);
  };
  const step = () => {
    forward();
    let loss = 0;
    for (let i = 0; i < last.y.length; i++) {
      const e = last.y[i]! - targets[i]!;
      loss += (e * e) / last.y.length;
      last.dy[i] = ((2 * e) / last.y.length) * (1 - last.y[i]! * last.y[i]!);
    }
    for (let i = layers.length - 1; i >= 0; i--) gradients(layers[i]!, batch, layers[i - 1]?.dy);
    for (const { w, b, dw, db } of layers) {
      for (let i = 0; i < w.length; i++) w[i]! -= optimizer.rate * dw[i]!;
      for (let i = 0; i < b.length; i++) b[i]! -= optimizer.rate * db[i]!;
    }
    return loss;
  };
  return {
    run: kind === 'train' ? () => void step() : forward,
    settle: async () => undefined,
    async probe() {
      if (kind === 'train') return [0, 0, 0].map(step).at(-1)!;
      forward();
      return last.y.reduce((a, b) => a + b, 0);
    },
  };
}

function outputs({ w, b, x, y, into, out }: Layer, batch: number): void {
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < out; j++) {
      let sum = b[j]!;
      for (let p = 0; p < into; p++) sum += x[i * into + p]! * w[p * out + j]!;
      y[i * out + j] = Math.tanh(sum);
    }
  }
}

function gradients({ w, dw, db, x, dy, into, out }: Layer, batch: number, below: Float64Array | undefined): void {
  dw.fill(0);
  db.fill(0);
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < out; j++) {
      const e = dy[i * out + j]!;
      db[j]! += e;
      for (let p = 0; p < into; p++) dw[p * out + j]! += e * x[i * into + p]!;
    }
  }
  if (!below) return;
  for (let i = 0; i < batch; i++) {
    for (let p = 0; p < into; p++) {
      let sum = 0;
      for (let j = 0; j < out; j++) sum += dy[i * out + j]! * w[p * out + j]!;
      below[i * into + p] = sum * (1 - x[i * into + p]! ** 2);
    }
  }
}

/** What must come out, by a formula or by hand. Each gives words where it does not, on the current backend. */
import {
  concat,
  conv2d,
  crossEntropy,
  maxPool2d,
  oneHot,
  parameter,
  tensor,
  training,
  type Tensor,
} from '@/lib/engine';
import { Adam, Momentum, Sgd } from '@/lib/engine/optimizers';

type Form = () => string | undefined;

/** Words where `got` is not within 1e-12 of `want`, number by number. */
function off(what: string, got: ArrayLike<number>, want: ArrayLike<number>): string | undefined {
  for (let i = 0; i < want.length; i++) {
    const [g, w] = [got[i]!, want[i]!];
    if (!(Math.abs(g - w) <= 1e-12 * (1 + Math.abs(w)))) return `${what}[${i}] is ${g}, expected ${w}`;
  }
  return got.length === want.length ? undefined : `${what} has ${got.length} numbers, expected ${want.length}`;
}

function gradientOf(x: Tensor, loss: Tensor): ArrayLike<number> {
  loss.backward();
  return x.grad?.dataSync() ?? [];
}

const Z = [0.5, -1, 2, 0, 3, -2];

export const CLOSED_FORMS: Record<string, Form> = {
  'the gradient of softmax cross-entropy is (p − y)/n': () => {
    const z = parameter(tensor(Z, { shape: [2, 3] }));
    const p = z.softmax().dataSync();
    const y = oneHot([2, 0], 3).dataSync();
    const got = gradientOf(z, crossEntropy(z, tensor([2, 0])));
    return off(
      'dz',
      got,
      Array.from(p, (value, i) => (value - y[i]!) / 2),
    );
  },

  'the gradient of linear regression vanishes at the solution of the normal equations': () => {
    const x = tensor([
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    // Of y = 1, 3, 2, 5: intercept 1.1, slope 1.1.
    const w = parameter([[1.1], [1.1]]);
    const y = tensor([[1], [3], [2], [5]]);
    return off('dw', gradientOf(w, x.matmul(w).sub(y).square().mean()), [0, 0]);
  },

  'two hidden units compute XOR': () => {
    const x = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const [w, b] = [
      tensor([
        [1, 1],
        [1, 1],
      ]),
      tensor([-0.5, -1.5]),
    ];
    const y = x
      .matmul(w)
      .add(b)
      .step()
      .matmul(tensor([[1], [-1]]));
    return off('y', y.dataSync(), [0, 1, 1, 0]);
  },

  'a kernel with a single 1 in its middle leaves a picture as it is': () => {
    const picture = Float64Array.from({ length: 25 }, (_, i) => Math.sin(i));
    const kernel = Float64Array.from({ length: 9 }, (_, i) => (i === 4 ? 1 : 0));
    const x = tensor(picture, { shape: [1, 5, 5, 1] });
    const y = conv2d(x, tensor(kernel, { shape: [3, 3, 1, 1] }), { padding: 'same' });
    return off('y', y.dataSync(), picture);
  },

  'the slope of tanh is 1 − tanh²': () => {
    const x = parameter(Z);
    const y = x.tanh();
    const slopes = Array.from(y.dataSync(), (value) => 1 - value * value);
    return off('dx', gradientOf(x, y.sum()), slopes);
  },

  'the slope of relu is 0 at 0': () => {
    const x = parameter([-1, 0, 1]);
    return off('dx', gradientOf(x, x.relu().sum()), [0, 0, 1]);
  },

  'softmax of large logits is finite': () => {
    const y = tensor([[1000, 1000, -1000]]).softmax();
    return off('y', y.dataSync(), [0.5, 0.5, 0]);
  },

  'at a tie of maximum the first gets the gradient': () => {
    const [a, b] = [parameter([1, 2]), parameter([1, 3])];
    a.maximum(b).sum().backward();
    return off('da, db', [...a.grad!.dataSync(), ...b.grad!.dataSync()], [1, 0, 0, 1]);
  },

  'of equal numbers in a window the first gets the gradient': () => {
    const x = parameter(tensor([7, 7, 7, 7], { shape: [1, 2, 2, 1] }));
    return off('dx', gradientOf(x, maxPool2d(x, 2).sum()), [1, 0, 0, 0]);
  },

  'what dropout keeps is divided by the share it keeps': () => {
    const y = training(true, () => tensor(new Float64Array(1000).fill(1)).dropout(0.75).dataSync());
    const wrong = y.find((value) => value !== 0 && value !== 4);
    const kept = y.filter((value) => value !== 0).length;
    if (wrong !== undefined) return `${wrong} came out, expected 0 or 4`;
    return kept > 180 && kept < 320 ? undefined : `${kept} of 1000 were kept, expected about 250`;
  },

  'parts of one tensor get the gradients of their own places': () => {
    const x = parameter([1, 2, 3, 4]);
    const y = concat([x.slice(0, 2, 4), x.slice(0, 0, 2)], 0).mul(tensor([10, 20, 30, 40]));
    return off('dx', gradientOf(x, y.sum()), [30, 40, 10, 20]);
  },

  'the first step of Adam is the rate against the sign of the gradient': () => {
    const w = parameter([3, -5, 0.25]);
    new Adam([w], { rate: 0.01, epsilon: 0 }).step(() => w.square().sum());
    return off('w', w.dataSync(), [2.99, -4.99, 0.24]);
  },

  'momentum under a constant gradient nears a constant speed': () => {
    const w = parameter([0]);
    const optimizer = new Momentum([w], { rate: 0.1, momentum: 0.5 });
    let expected = 0;
    for (let t = 1; t <= 6; t++) {
      optimizer.step(() => w.sum());
      // Speed after t steps: −η(1 − aᵗ)/(1 − a).
      expected -= (0.1 * (1 - 0.5 ** t)) / 0.5;
    }
    return off('w', w.dataSync(), [expected]);
  },

  'every step sees the batch it is given': () => {
    const w = parameter([0]);
    const optimizer = new Sgd([w], { rate: 1 });
    for (const batch of [1, 10, 100]) {
      const x = tensor([batch]);
      optimizer.step(() => w.mul(x).sum());
    }
    return off('w', w.dataSync(), [-111]);
  },
};

/** The moves of random programs: each makes one tensor of those there are, and says how it is written. */
import {
  concat,
  conv2d,
  full,
  maxPool2d,
  meanPool2d,
  noGrad,
  ones,
  type Shape,
  stack,
  type Stream,
  tensor,
  type Tensor,
  zeros,
} from '@/lib/engine';

/** Nothing larger goes on. */
export const LARGEST = 600;

/** An op as it is written, and its result. */
type Written = readonly [text: string, y: Tensor];
export type Move = (a: Tensor, pool: Pool) => Written | undefined;

/** All tensors so far, with the names they print under, and the draws that pick among them. */
export class Pool {
  private readonly all: Tensor[] = [];
  private readonly names = new Map<Tensor, string>();

  constructor(
    private readonly draws: Stream,
    readonly lines: string[],
    readonly step: number,
  ) {}

  add(t: Tensor, name: string): void {
    this.all.push(t);
    this.names.set(t, name);
  }

  write([text, y]: Written): Tensor {
    const name = `v${this.all.length}`;
    this.lines.push(`const ${name} = ${text}; // [${y.shape.join(', ')}]`);
    this.add(y, name);
    return y;
  }

  name = (t: Tensor): string => this.names.get(t) ?? '?';

  /** One that is fit, later ones more often. */
  one(fit: (t: Tensor) => boolean): Tensor | undefined {
    const fitting = this.all.filter(fit);
    return fitting[Math.floor(Math.sqrt(this.draws.uniform()) * fitting.length)];
  }

  any(): Tensor {
    return this.one(() => true)!;
  }

  chance = (p: number): boolean => this.draws.uniform() < p;
  below = (n: number): number => this.draws.below(n);
  pick = <T>(items: readonly T[]): T => items[this.draws.below(items.length)]!;
}

const UNARY = [
  'neg',
  'square',
  'abs',
  'sign',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'relu',
  'leaky',
  'elu',
  'softplus',
  'arctan',
  'step',
  'softmax',
  'logSoftmax',
] as const;

export const unary: Move = (a, { name, pick }) => {
  const op = pick(UNARY);
  if (a.rank === 0 && (op === 'softmax' || op === 'logSoftmax')) return undefined;
  return [`${name(a)}.${op}()`, a[op]()];
};

/** Ops with a domain or with large results, on numbers that suit them. */
const tamed: Move = (a, { name, pick }) => {
  const op = pick(['exp', 'sqrt', 'log', 'reciprocal'] as const);
  if (op === 'exp') return [`${name(a)}.exp().mul(0.7).tanh()`, a.exp().mul(0.7).tanh()];
  return [`${name(a)}.square().add(0.4).${op}()`, a.square().add(0.4)[op]()];
};

const BINARY = ['add', 'add', 'sub', 'mul', 'mul', 'maximum', 'minimum', 'greater', 'greaterEqual', 'equal'] as const;

export function between(a: Tensor, { name, pick }: Pool, b: Tensor): Written {
  const op = pick([...BINARY, 'div', 'pow'] as const);
  if (op === 'div') return [`${name(a)}.div(${name(b)}.square().add(1))`, a.div(b.square().add(1))];
  if (op !== 'pow') return [`${name(a)}.${op}(${name(b)})`, a[op](b)];
  return [`${name(a)}.square().add(0.5).pow(${name(b)}.tanh())`, a.square().add(0.5).pow(b.tanh())];
}

const binary: Move = (a, pool) => {
  const b = pool.one((t) => broadcasts(a.shape, t.shape));
  if (!b) return undefined;
  return pool.chance(0.5) ? between(a, pool, b) : between(b, pool, a);
};

const withNumber: Move = (a, { name, pick }) => {
  const c = pick([1, -1, 0, 2, 0.5, -0.3]);
  const op = pick([...BINARY, 'div', 'pow'] as const);
  if (op === 'div') return [`${name(a)}.div(${c || 3})`, a.div(c || 3)];
  if (op === 'pow') return [`${name(a)}.square().add(0.3).pow(${c})`, a.square().add(0.3).pow(c)];
  return [`${name(a)}.${op}(${c})`, a[op](c)];
};

const reduced: Move = (a, { name, pick, below, chance }) => {
  const op = pick(['sum', 'mean', 'max', 'argmax'] as const);
  const keep = chance(0.4);
  const axis = a.rank === 0 || chance(0.25) ? undefined : below(2 * a.rank) - a.rank;
  return [`${name(a)}.${op}(${String(axis)}, ${keep})`, a[op](axis, keep)];
};

const reshaped: Move = (a, { name, below }) => {
  if (a.rank === 0) return undefined;
  const shape = [[-1], [1, ...a.shape, 1], [...a.shape.slice(0, -1), 1, -1], [-1, ...a.shape.slice(1)]][below(4)]!;
  return [`${name(a)}.reshape([${shape.join(', ')}])`, a.reshape(shape)];
};

const turned: Move = (a, { name, below, chance }) => {
  if (a.rank < 2) return undefined;
  if (chance(0.5)) return [`${name(a)}.transpose()`, a.transpose()];
  const [axes, first] = [a.shape.map((_, d) => d), below(a.rank)];
  const order = [...axes.slice(first), ...axes.slice(0, first)];
  return [`${name(a)}.transpose([${order.join(', ')}])`, a.transpose(order)];
};

const sliced: Move = (a, { name, below }) => {
  if (a.rank === 0) return undefined;
  const axis = below(a.rank);
  const start = below(a.shape[axis]!);
  const end = Math.min(a.shape[axis]!, start + 1 + below(3));
  return [`${name(a)}.slice(${axis}, ${start}, ${end})`, a.slice(axis, start, end)];
};

const joined: Move = (a, pool) => {
  if (a.rank === 0) return undefined;
  const axis = pool.below(a.rank);
  const fit = (t: Tensor): boolean => t.rank === a.rank && t.shape.every((n, d) => d === axis || n === a.shape[d]);
  const list = pool.chance(0.15) ? [a] : pool.chance(0.2) ? [a, a] : [a, pool.one(fit)!];
  if (list.reduce((sum, t) => sum + t.size, 0) > LARGEST) return undefined;
  return [`concat([${list.map(pool.name).join(', ')}], ${axis})`, concat(list, axis)];
};

const stacked: Move = (a, pool) => {
  const b = pool.one((t) => t.rank === a.rank && t.shape.every((n, d) => n === a.shape[d]))!;
  const axis = pool.below(a.rank + 1);
  return [`stack([${pool.name(a)}, ${pool.name(b)}], ${axis})`, stack([a, b], axis)];
};

/** With a matrix that fits, or the transpose of one; small again, most of the time. */
const product: Move = (a, pool) => {
  if (a.rank !== 2) return undefined;
  const plain = pool.chance(0.5);
  const b = pool.one((t) => t.rank === 2 && t.shape[plain ? 0 : 1] === a.shape[1]);
  if (!b) return undefined;
  const [text, y] = [`${pool.name(a)}.matmul(${pool.name(b)}${plain ? '' : '.T'})`, a.matmul(plain ? b : b.T)];
  return pool.chance(0.5) ? [text, y] : [`${text}.mul(0.7).tanh()`, y.mul(0.7).tanh()];
};

const gathered: Move = (a, { name, below, chance }) => {
  if (a.rank === 0) return undefined;
  const rows = Array.from({ length: 1 + below(3) }, () => below(a.shape[0]!));
  const nested = chance(0.3);
  const text = `${name(a)}.gather(tensor(${JSON.stringify(nested ? [rows] : rows)}))`;
  return [text, a.gather(tensor(nested ? [rows] : rows))];
};

/** Tensors that are one number everywhere: the engine writes them down only when it has to. */
const filled: Move = (a, { name, pick, step }) => {
  const shape = JSON.stringify(a.shape);
  const [text, c] = pick([
    [`zeros(${shape})`, zeros(a.shape)],
    [`ones(${shape})`, ones(a.shape)],
    ['full([1], step % 2 ? 0.7 : 0.3)', full([1], step % 2 ? 0.7 : 0.3)],
  ] as const);
  return pick([
    () => [text, c] as const,
    () => [`${name(a)}.mul(${text})`, a.mul(c)] as const,
    () => [`${text}.sub(${name(a)})`, c.sub(a)] as const,
    () => [`${text}.maximum(${name(a)})`, c.maximum(a)] as const,
  ])();
};

/** What no gradient passes, or in every second step only. */
export const cut: Move = (a, { name, chance, step }) => {
  if (chance(0.4)) return [`${name(a)}.detach()`, a.detach()];
  const same = (): Tensor => a.mul(2).add(1);
  const text = `${name(a)}.mul(2).add(1)`;
  if (chance(0.5)) return [`noGrad(() => ${text})`, noGrad(same)];
  return [`step % 2 ? noGrad(() => ${text}) : ${text}`, step % 2 ? noGrad(same) : same()];
};

/** Convolution and pooling of a tensor that is taken for a picture. */
const picture: Move = (a, pool) => {
  if (a.rank < 2) return undefined;
  const text = `${pool.name(a)}.reshape([1, ${a.shape[0]!}, -1, 1])`;
  const image = a.reshape([1, a.shape[0]!, -1, 1]);
  const stride = 1 + pool.below(2);
  const kernel = pool.one((t) => t.size >= 4)!;
  const op = pool.pick(['conv2d', 'conv2d', 'maxPool2d', 'meanPool2d'] as const);
  if (op !== 'conv2d') {
    const pooled = (op === 'maxPool2d' ? maxPool2d : meanPool2d)(image, 2, stride, 'same');
    return [`${op}(${text}, 2, ${stride}, 'same')`, pooled];
  }
  const padding = pool.pick(['same', 1] as const);
  const weights = kernel.reshape([-1]).slice(0, 0, 4).reshape([2, 2, 1, 1]);
  const weightsText = `${pool.name(kernel)}.reshape([-1]).slice(0, 0, 4).reshape([2, 2, 1, 1])`;
  const options = { padding, stride };
  return [`conv2d(${text}, ${weightsText}, ${JSON.stringify(options)})`, conv2d(image, weights, options)];
};

export const MOVES: readonly (readonly [weight: number, move: Move])[] = [
  [5, unary],
  [2, tamed],
  [6, binary],
  [2, withNumber],
  [2, reduced],
  [1, reshaped],
  [1, turned],
  [1, sliced],
  [1, joined],
  [1, stacked],
  [2, product],
  [1, gathered],
  [1, filled],
  [1, cut],
  [1, picture],
];
export const TOTAL = MOVES.reduce((sum, [weight]) => sum + weight, 0);

function broadcasts(a: Shape, b: Shape): boolean {
  for (let d = 1; d <= Math.min(a.length, b.length); d++) {
    const [m, n] = [a[a.length - d]!, b[b.length - d]!];
    if (m !== n && m !== 1 && n !== 1) return false;
  }
  return true;
}

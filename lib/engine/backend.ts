/** What a backend must do: hold vectors of numbers and run the kinds of kernel calls below on them. All else is composed of these. */

export type Dtype = 'f32' | 'f64';
export type Floats = Float32Array | Float64Array;

/** Numbers in a backend's memory: a whole allocation or a slice of one. */
export interface Vector {
  readonly size: number;
  /** The numbers where they can be read at once (JS, WASM); undefined on a GPU. Ask anew at each use: WASM memory may move. */
  readonly data: Floats | undefined;
}

/** Element `i` of an elementwise loop is `vector[offset + ⌊i / every⌋ mod period]`: whole, by row, by column, or one number. */
export interface Operand {
  readonly vector: Vector;
  readonly offset: number;
  readonly every: number;
  readonly period: number;
}

type Power = 'exp' | 'log' | 'sqrt' | 'square';
type Curve = 'tanh' | 'sigmoid' | 'softplus' | 'arctan' | 'sin' | 'cos';
/** v ← f(v). `alpha` is the slope or scale of elu and leaky. Formulas in `ops/elementwise.ts`. */
export type Unary = Power | Curve | 'abs' | 'sign' | 'relu' | 'leaky' | 'elu';

/** v ← f(v, a), with a from the operand. `r`-forms swap the two: rsub is a − v, rdiv is a / v. */
export type Binary = 'add' | 'sub' | 'rsub' | 'mul' | 'div' | 'rdiv' | 'pow' | 'max' | 'min' | 'eq' | 'gt' | 'ge';

/**
 * v ← v · f′, where v is the gradient of the output and a the operand named in brackets.
 *
 * tanh [y]: v(1−a²) · sigmoid [y]: v·a(1−a) · relu [y]: a > 0 ? v : 0 · leaky [x]: a > 0 ? v : αv · elu [y]: a > 0 ? v : v(a+α).
 * Other gradients are chains of functions.
 */
export type Derivative = 'tanh-grad' | 'sigmoid-grad' | 'relu-grad' | 'leaky-grad' | 'elu-grad';

/** One link of a chain of elementwise steps on a running value v. `const` is v ← f(v, value) with a number in place of a tensor. */
export type MapStep =
  | { readonly kind: 'unary'; readonly op: Unary; readonly alpha: number }
  | { readonly kind: 'binary'; readonly op: Binary; readonly with: Operand }
  | { readonly kind: 'const'; readonly op: Binary; readonly value: number }
  | { readonly kind: 'derivative'; readonly op: Derivative; readonly with: Operand; readonly alpha: number };

type Numbers<Name extends string> = Readonly<Record<Name, number>>;

/** Windows over images in NHWC order; `top` and `left` are the padding there, the rest follows from the output's size. */
export type Window = Numbers<'batch' | 'height' | 'width' | 'channels' | 'outHeight' | 'outWidth'> &
  Numbers<'kernelHeight' | 'kernelWidth' | 'strideY' | 'strideX' | 'top' | 'left'>;

/** A matrix in memory: element (i, j) is `vector[offset + i·rowStride + j·colStride]`. */
export type Matrix = Numbers<'offset' | 'rowStride' | 'colStride'> & { readonly vector: Vector };

/**
 * The patch matrix of an image: row (b, oy, ox), column (ky, kx, c), zero outside the image; transposed when so marked.
 * No backend needs to write it down (implicit GEMM).
 */
export interface Patches {
  readonly image: Vector;
  readonly window: Window;
  readonly transposed: boolean;
  /** Writes it down all the same, for JavaScript. */
  readonly unfold: (matrix: Floats, image: Floats, window: Window) => void;
}

/**
 * A kernel call: the vectors that it reads and writes, and its numbers. Calls with steps carry results through them at once: bias,
 * activation, its derivative.
 */
type CallOf<Kind, Vectors extends string, Sizes extends string> = Readonly<Record<Vectors, Vector>> &
  Numbers<Sizes> & { readonly kind: Kind };
type Steps = { readonly steps: readonly MapStep[] };
type Windows = { readonly window: Window };
type Mode = { readonly mode: 'max' | 'mean'; readonly index: Vector | undefined };
/** How JavaScript carries out a rarer call. It comes with the call, so that a page that makes none doesn't load it. */
export type Plain<Call> = (call: Call) => () => void;
type Rare<Call> = Call & { plain(call: Call): () => void };

/** out[i] = steps(first[i]), i < size. `out` may be the same vector as an operand that is read whole. */
export type MapCall = CallOf<'map', 'out', 'size'> & Steps & { readonly first: Operand };

/**
 * out[o, i] = scale · Σ or max over a of steps(in[o, a, i]); `argmax` gives the first a of the largest, as a number.
 * `in` has outer·axis·inner numbers; operands of `steps` are indexed like it. Sums run over a in rising order, in float64 on `f64`.
 */
export type ReduceCall = CallOf<'reduce', 'out' | 'in', 'offset' | 'outer' | 'axis' | 'inner' | 'scale'> &
  Steps & { readonly op: 'sum' | 'max' | 'argmax' };

/** out (m×n, dense) = steps(a · b), each sum over k in rising order on JS. */
export type GemmCall = CallOf<'gemm', 'out', 'm' | 'n' | 'k'> &
  Steps & { readonly a: Matrix | Patches; readonly b: Matrix };

/**
 * The adjoint of taking patches, applied to a·b: every element of that matrix is added to the pixel it was taken from.
 * a: [B·OH·OW, k] gradient of a convolution's output, b: [k, KH·KW·C] transposed weights.
 */
export type FoldCall = Rare<CallOf<'fold', 'out', 'k'> & Windows & { readonly a: Matrix; readonly b: Matrix }>;

/** Max or mean over windows, per channel. For max, `index` gets the place ky·KW + kx of the first largest. Padding never wins. */
export type PoolCall = Rare<CallOf<'pool', 'out' | 'image', never> & Windows & Mode & Steps>;

/** Adjoint of pool: the gradient of each output goes to the pixel at `index`, or in equal parts to all pixels of the window. */
export type UnpoolCall = Rare<CallOf<'unpool', 'out' | 'grad', never> & Windows & Mode & Steps>;

/** out[i, :] = table[index[i], :], i < count. An index outside [0, rows) gives NaN. */
export type GatherCall = CallOf<'gather', 'out' | 'table' | 'index', 'rows' | 'count' | 'width'>;

/** out = 0, then out[index[i], :] += in[i, :] for i in rising order. */
export type ScatterAddCall = CallOf<'scatter-add', 'out' | 'in' | 'index', 'rows' | 'count' | 'width'>;

/**
 * Softmax cross-entropy with its gradient in one pass: loss[r] = Σ_j t[r,j]·(log Σ exp z[r,:] − z[r,j]), grad = (softmax(z)·Σt − t)·scale.
 * `targets` are class numbers [rows] when `labels`, else weights t [rows, columns].
 */
export type CrossEntropyCall = Rare<
  CallOf<'cross-entropy', 'loss' | 'grad' | 'logits' | 'targets', 'rows' | 'columns' | 'scale'> & {
    readonly labels: boolean;
  }
>;

/**
 * A dropout mask: out[i] = 1/p where uᵢ < p, else 0. uᵢ, in [0, 1) with 24 bits, is from word i of Threefry-2x32 with key (key0, key1)
 * and counter (⌊i/2⌋, step), step = that of the running program.
 */
export type RandomCall = CallOf<'random', 'out', 'size' | 'key0' | 'key1' | 'p'>;

/** A strided view: element (i₀, i₁, …) of `shape` stands at offset + Σ i_d·strides[d]; stride 0 repeats. */
export interface View {
  readonly vector: Vector;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** to[…] = from[…] over `shape` (at most six axes). Elements of `to` outside the view stay. */
export type CopyCall = CallOf<'copy', never, never> &
  Readonly<Record<'from' | 'to', View>> & { shape: readonly number[] };

type FillCall = CallOf<'fill', 'out', 'value'>;

export type Rule = 'sgd' | 'momentum' | 'nesterov' | 'adagrad' | 'adadelta' | 'rmsprop' | 'adam' | 'adamw';

/**
 * One optimizer step over flat vectors: p, g, and the state s, u. With the numbers of `hyper`, read anew at each run:
 * [η, a, b, ε, c, d, λ, –]
 *
 *   sgd       p −= ηg
 *   momentum  s = a·s − ηg;  p += s
 *   nesterov  s = a·s − ηg;  p += a·s − ηg
 *   adagrad   s += g²;  p −= ηg/(√s + ε)
 *   adadelta  s = a·s + (1−a)g²;  δ = g·√(u + ε)/√(s + ε);  u = a·u + (1−a)δ²;  p −= η·δ
 *   rmsprop   s = a·s + (1−a)g²;  p −= ηg/(√s + ε)
 *   adam      s = a·s + (1−a)g;  u = b·u + (1−b)g²;  p −= η·(s/c)/(√(u/d) + ε)      c = 1−aᵗ, d = 1−bᵗ
 *   adamw     as adam, after p −= ηλ·p
 */
export type UpdateCall = Rare<
  CallOf<'update', 'params' | 'grads', 'size'> &
    Readonly<Record<'s' | 'u', Vector | undefined>> & { readonly rule: Rule; readonly hyper: Float64Array }
>;

type TableCall = GatherCall | ScatterAddCall;
type WindowCall = FoldCall | PoolCall | UnpoolCall;
type MemoryCall = RandomCall | CopyCall | FillCall;
export type Call =
  MapCall | ReduceCall | GemmCall | TableCall | WindowCall | CrossEntropyCall | MemoryCall | UpdateCall;

/** Calls made ready to run many times on the same vectors. */
export interface Program {
  /** Runs all calls in order. `step` counts the runs; `random` calls depend on it. On a GPU it returns before they have run. */
  run(step: number): void;
  /** Gives back whatever it holds. Vectors belong to whoever allocated them. */
  release(): void;
}

export interface Backend {
  /** As shown to people: `JavaScript float64`, `WebAssembly SIMD`, `WebGPU · NVIDIA H100`. */
  readonly name: string;
  readonly kind: 'js' | 'wasm' | 'webgpu';
  readonly dtype: Dtype;
  /** Whether `run` acts at once and `Vector.data` can be read. */
  readonly synchronous: boolean;
  /** `size` zeros. Freed by the garbage collector, or at once by `free`. */
  allocate(size: number): Vector;
  slice(vector: Vector, offset: number, size: number): Vector;
  free(vector: Vector): void;
  /** Copies numbers in, rounding to the backend's dtype. On a GPU: in order with the programs. */
  write(vector: Vector, values: ArrayLike<number>): void;
  /** A copy of the numbers as they are after everything issued before. */
  read(vector: Vector): Promise<Floats>;
  /** Runs one call now. Only on synchronous backends. */
  run(call: Call, step: number): void;
  /** Makes calls ready. `live` are the vectors that somebody will read afterwards; others are scratch of these calls alone. */
  compile(calls: readonly Call[], live: ReadonlySet<Vector>): Program;
  /** Waits until fewer than two programs are in flight: at once where programs run at once. */
  turn(): Promise<void>;
  /** Rejects never; resolves with words when the device is gone. Stays pending on CPUs. */
  readonly lost: Promise<string>;
  memory(): { readonly live: number; readonly pooled: number };
  close(): void;
}

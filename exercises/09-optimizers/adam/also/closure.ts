// Each coordinate is a little generator of steps.
function* coordinate(eta: number, b1: number, b2: number, eps: number): Generator<number, never, number> {
  let [m, v, t] = [0, 0, 0];
  let g = yield 0;
  for (;;) {
    t += 1;
    m = m * b1 + g * (1 - b1);
    v = v * b2 + g * g * (1 - b2);
    g = yield (-eta * (m / (1 - b1 ** t))) / (Math.sqrt(v / (1 - b2 ** t)) + eps);
  }
}

export class Adam {
  make: () => Generator<number, never, number>;
  cells = new Map<string, Generator<number, never, number>>();

  constructor(eta = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8) {
    this.make = () => {
      const cell = coordinate(eta, b1, b2, eps);
      cell.next(0);
      return cell;
    };
  }

  step = (params: number[][], grads: number[][]): number[][] =>
    params.map((p, k) =>
      p.map((x, i) => {
        const key = `${k},${i}`;
        if (!this.cells.has(key)) this.cells.set(key, this.make());
        return x + this.cells.get(key)!.next(grads[k][i]).value;
      }),
    );
}

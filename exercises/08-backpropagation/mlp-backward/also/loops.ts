type Layer = { W: number[][]; b: number[]; act: string };

export function mlpBackward(layers: Layer[], cache: number[][][], dOut: number[][]) {
  const m = dOut.length;
  const dW: number[][][] = [];
  const db: number[][] = [];
  let grad = dOut.map((row) => [...row]);
  for (let l = layers.length - 1; l >= 0; l--) {
    const { W, b, act } = layers[l];
    const n = W.length;
    const k = b.length;
    dW[l] = Array.from({ length: n }, () => new Array(k).fill(0));
    db[l] = new Array(k).fill(0);
    const previous = Array.from({ length: m }, () => new Array(n).fill(0));
    for (let s = 0; s < m; s++) {
      for (let j = 0; j < k; j++) {
        const a = cache[l + 1][s][j];
        let delta = grad[s][j];
        switch (act) {
          case 'sigmoid':
            delta *= a * (1 - a);
            break;
          case 'tanh':
            delta *= (1 - a) * (1 + a);
            break;
          case 'relu':
            if (a <= 0) delta = 0;
            break;
        }
        db[l][j] += delta;
        for (let i = 0; i < n; i++) {
          dW[l][i][j] += cache[l][s][i] * delta;
          previous[s][i] += W[i][j] * delta;
        }
      }
    }
    grad = previous;
  }
  return { dW, db, dX: grad };
}

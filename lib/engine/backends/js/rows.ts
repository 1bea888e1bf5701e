/** Loops over rows: reductions, softmax, cross-entropy, tables. */
import type { CrossEntropyCall, Floats, GatherCall, ReduceCall, ScatterAddCall, SoftmaxCall } from '../../backend';
import { exp, log } from '../../math';

export function reduce({ op, outer, axis, inner, scale }: ReduceCall, out: Floats, x: Floats, offset: number): void {
  for (let o = 0, at = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, at++) {
      const start = offset + o * axis * inner + i;
      const end = start + axis * inner;
      if (op === 'sum') {
        let sum = 0;
        for (let p = start; p < end; p += inner) sum += x[p]!;
        out[at] = sum * scale;
        continue;
      }
      let largest = x[start]!;
      let place = start;
      for (let p = start; p < end; p += inner) {
        const v = x[p]!;
        // NaN is the largest, so that it shows.
        if (!(v > largest || (v !== v && largest === largest))) continue;
        largest = v;
        place = p;
      }
      out[at] = op === 'max' ? largest * scale : (place - start) / inner;
    }
  }
}

/** Writes exp(z − max) of a row and gives [max, Σ]. */
function exponentials(z: Floats, out: Floats, start: number, n: number): [number, number] {
  let largest = z[start]!;
  for (let j = start + 1; j < start + n; j++) if (!(z[j]! <= largest)) largest = z[j]!;
  let sum = 0;
  for (let j = start; j < start + n; j++) {
    const v = exp(z[j]! - largest);
    out[j] = v;
    sum += v;
  }
  return [largest, sum];
}

export function softmax({ rows, columns: n, log: logarithm, ...call }: SoftmaxCall): void {
  const z = call.in.data!;
  const out = call.out.data!;
  for (let start = 0; start < rows * n; start += n) {
    const [largest, sum] = exponentials(z, out, start, n);
    const shift = largest + log(sum);
    if (logarithm) for (let j = start; j < start + n; j++) out[j] = z[j]! - shift;
    else for (let j = start; j < start + n; j++) out[j]! /= sum;
  }
}

export function crossEntropy({ rows, columns: n, labels, scale, ...call }: CrossEntropyCall): void {
  const [z, grad, t] = [call.logits.data!, call.grad.data!, call.targets.data!];
  for (let r = 0, start = 0; r < rows; r++, start += n) {
    const [largest, sum] = exponentials(z, grad, start, n);
    const logSum = log(sum);
    let loss = labels && !(t[r]! >= 0 && t[r]! < n) ? NaN : 0;
    let total = labels ? 1 : 0;
    for (let j = 0; j < n; j++) {
      const weight = labels ? (j === t[r]! ? 1 : 0) : t[start + j]!;
      // What has no weight adds nothing, however unlikely.
      if (weight !== 0) loss += weight * (logSum - (z[start + j]! - largest));
      if (!labels) total += weight;
    }
    for (let j = 0; j < n; j++) {
      const weight = labels ? (j === t[r]! ? 1 : 0) : t[start + j]!;
      grad[start + j] = ((grad[start + j]! / sum) * total - weight) * scale;
    }
    call.loss.data![r] = loss;
  }
}

export function gather({ rows, count, width, ...call }: GatherCall): void {
  const [out, table, index] = [call.out.data!, call.table.data!, call.index.data!];
  for (let i = 0, at = 0; i < count; i++) {
    const row = index[i]!;
    const known = row >= 0 && row < rows;
    for (let j = 0; j < width; j++) out[at++] = known ? table[row * width + j]! : NaN;
  }
}

export function scatterAdd({ rows, count, width, ...call }: ScatterAddCall): void {
  const [out, x, index] = [call.out.data!, call.in.data!, call.index.data!];
  out.fill(0);
  for (let i = 0, at = 0; i < count; i++, at += width) {
    const row = index[i]!;
    if (!(row >= 0 && row < rows)) continue;
    for (let j = 0; j < width; j++) out[row * width + j]! += x[at + j]!;
  }
}

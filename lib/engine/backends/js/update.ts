/** One optimizer step over flat vectors; the formulas stand at `UpdateCall`. */
import type { Plain, UpdateCall } from '../../backend';

export const update: Plain<UpdateCall> = (call) => () => {
  const { rule, size, params, grads, hyper } = call;
  const p = params.data!;
  const g = grads.data!;
  const s = call.s?.data ?? p;
  const u = call.u?.data ?? p;
  const rate = hyper[0]!;
  const a = hyper[1]!;
  const b = hyper[2]!;
  const epsilon = hyper[3]!;
  switch (rule) {
    case 'sgd':
      for (let i = 0; i < size; i++) p[i]! -= rate * g[i]!;
      return;
    case 'momentum':
    case 'nesterov':
      for (let i = 0; i < size; i++) {
        s[i] = a * s[i]! - rate * g[i]!;
        p[i]! += rule === 'momentum' ? s[i]! : a * s[i]! - rate * g[i]!;
      }
      return;
    case 'adagrad':
    case 'rmsprop': {
      const keep = rule === 'adagrad' ? 1 : a;
      const share = rule === 'adagrad' ? 1 : 1 - a;
      for (let i = 0; i < size; i++) {
        s[i] = keep * s[i]! + share * g[i]! * g[i]!;
        p[i]! -= (rate * g[i]!) / (Math.sqrt(s[i]!) + epsilon);
      }
      return;
    }
    case 'adadelta':
      for (let i = 0; i < size; i++) {
        s[i] = a * s[i]! + (1 - a) * g[i]! * g[i]!;
        const delta = (g[i]! * Math.sqrt(u[i]! + epsilon)) / Math.sqrt(s[i]! + epsilon);
        u[i] = a * u[i]! + (1 - a) * delta * delta;
        p[i]! -= rate * delta;
      }
      return;
    case 'adam':
    case 'adamw': {
      // One division for each parameter in place of three.
      const pace = rate / hyper[4]!;
      const root = 1 / Math.sqrt(hyper[5]!);
      const decay = rule === 'adam' ? 0 : rate * hyper[6]!;
      for (let i = 0; i < size; i++) {
        s[i] = a * s[i]! + (1 - a) * g[i]!;
        u[i] = b * u[i]! + (1 - b) * g[i]! * g[i]!;
        p[i] = p[i]! - decay * p[i]! - (pace * s[i]!) / (root * Math.sqrt(u[i]!) + epsilon);
      }
    }
  }
};

/** Ten thousand steps in the memory of the first: no `dispose`, nothing left behind. */
import v8 from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import vm from 'node:vm';
import { expect, it } from 'vitest';
import {
  crossEntropy,
  js,
  rand,
  Sequential,
  Dense,
  stream,
  tensor,
  using,
  type Backend,
  type Tensor,
} from '@/lib/engine';
import { Adam } from '@/lib/engine/optimizers';
import { ALL, onEach } from './backends';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/** Of the process: objects and typed arrays, in MiB, after everything that can be has been collected. */
function held(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 2 ** 20;
}

/** Adam on a small net, with a shorter batch at every tenth step. */
function trainer(backend: Backend): { step: () => Tensor; turn: () => Promise<void> } {
  const model = new Sequential(new Dense(8, 16, { activation: 'tanh' }), new Dense(16, 3)).init('memory');
  const optimizer = new Adam(model.params, { rate: 1e-3, backend });
  const draws = stream('memory', 'batches');
  const batchOf = (size: number) => ({
    x: rand([size, 8], draws),
    y: tensor(Array.from({ length: size }, () => draws.below(3))),
  });
  // The JavaScript backends count what they gave, not what the garbage collector took: batches are counted elsewhere.
  const elsewhere = js(backend.dtype === 'f64' ? 'f32' : 'f64');
  let t = 0;
  return {
    step: () => {
      t += 1;
      // A new batch at every step, as a page or a script makes them.
      const { x, y } = using(elsewhere, () => batchOf(t % 10 === 0 ? 3 : 8));
      return optimizer.step(() => crossEntropy(model.forward(x), y));
    },
    turn: () => optimizer.turn(),
  };
}

onEach(ALL, (on) => {
  it('holds as much after 10,000 steps as after 200', async () => {
    const { step, turn } = trainer(on.backend);
    const steps = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        step();
        if (!on.backend.synchronous) await turn();
      }
      await step().item();
    };
    await steps(200);
    const [own, before] = [on.backend.memory(), held()];
    await steps(on.backend.synchronous ? 10_000 : 2_000);
    const [after, now] = [on.backend.memory(), held()];
    expect(after).toEqual(own);
    expect(now - before).toBeLessThan(1);
  });

  // On a GPU there are no tensors outside of steps.
  it.skipIf(on.name === 'WebGPU')('forgets tensors that nobody holds', async () => {
    const loss = () =>
      using(on.backend, () => tensor(new Float32Array(10_000)).mul(2).add(1).square().sum().itemSync());
    // A page or a server returns to its event loop now and then; only then may memory outside of JavaScript be freed.
    const often = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        for (let k = 0; k < 10; k++) loss();
        collectGarbage();
        await setImmediate();
      }
    };
    await often(5);
    const before = held();
    await often(50);
    expect(held() - before).toBeLessThan(1);
  });
});

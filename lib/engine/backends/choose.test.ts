import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend';
import { chooseBackend } from './choose';
import { js } from './js';

// Only the kind and the name count for the choice.
const named = (kind: Backend['kind'], name: string): Backend => ({ ...js('f32'), kind, name });
const [plain, wasm, gpu] = [named('js', 'JavaScript'), named('wasm', 'WebAssembly'), named('webgpu', 'WebGPU · Card')];
const refuse = (): Promise<number> => Promise.reject(new Error('nothing to try'));

describe('chooseBackend', () => {
  it.each([
    [9.9e6, [plain, wasm, gpu], wasm, /WebAssembly.*9\.9 million.*too few/],
    [50.1e6, [plain, wasm, gpu], gpu, /WebGPU · Card.*50 million/],
    [1e9, [plain, wasm], wasm, /WebAssembly.*no graphics card/],
    [1e9, [plain], plain, /JavaScript/],
    [1e3, [gpu], gpu, /only backend/],
  ])('goes by arithmetic for %d operations', async (flops, candidates, backend, why) => {
    const choice = await chooseBackend(flops, candidates, refuse);
    expect(choice.backend).toBe(backend);
    expect(choice.why).toMatch(why);
  });

  it.each([
    [40, 15, gpu],
    [15, 40, wasm],
    [15, 15, wasm],
  ])('races between: %d ms on the CPU, %d ms on the card', async (onCpu, onGpu, backend) => {
    const steps: number[] = [];
    const choice = await chooseBackend(20e6, [wasm, gpu], async (tried, count) => {
      steps.push(count);
      return tried === gpu ? onGpu : onCpu;
    });
    expect(choice.backend).toBe(backend);
    expect(steps).toEqual([5, 5]);
    expect(choice.why).toContain('3.0 ms');
  });

  it('stays on the CPU where nobody can race', async () => {
    expect((await chooseBackend(20e6, [plain, gpu])).backend).toBe(plain);
  });

  it('refuses to choose among none', async () => {
    await expect(chooseBackend(1, [])).rejects.toThrow('at least one open backend');
  });
});

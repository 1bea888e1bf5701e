/** The engine in Chromium: float64 gives the bits it gives in Node; WebAssembly and WebGPU train as in Node. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { js } from '@/lib/engine';
import { GOLDEN, STEPS } from '../engine/golden';
import { train, TRAINING_RUNS } from '../engine/training-runs';
import { CHROMIUM, openPage, type OpenPage } from '../support/webgpu-page';
import type { EngineTests } from './engine/page';

const FEW = 25;
const TOLERANCE = 1e-5;

describe.skipIf(!existsSync(CHROMIUM))('the engine in Chromium', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-engine-page-'));
  let open: OpenPage;
  beforeAll(async () => {
    await build({
      entryPoints: ['tests/e2e/engine/page.ts'],
      outdir: folder,
      bundle: true,
      format: 'esm',
      alias: { '@': path.resolve('.') },
      logLevel: 'error',
    });
    open = await openPage(folder, 'page.js');
  });
  afterAll(async () => {
    await open?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(TRAINING_RUNS)('gives the bits of Node in float64: $name', async ({ name }) => {
    const hash = await open.page.evaluate(
      ([name, steps]) => (globalThis as unknown as { tests: EngineTests }).tests.hashed(name, steps),
      [name, STEPS] as const,
    );
    expect(hash).toBe(GOLDEN[name]);
  });

  describe.each(['wasm', 'webgpu'] as const)('on %s', (kind) => {
    it.each(TRAINING_RUNS)('trains as float64 does in Node: $name', async (run) => {
      const got = await open.page.evaluate(
        ([name, kind, steps]) => (globalThis as unknown as { tests: EngineTests }).tests.trained(name, kind, steps),
        [run.name, kind, FEW] as const,
      );
      const want = await train(run, js('f64'), FEW);
      expect(got.backend).toMatch(kind === 'wasm' ? /WebAssembly/ : /WebGPU .*swiftshader/i);
      for (const [i, p] of want.params.entries()) {
        expect(Math.abs(got.params[i]! - p), `parameter ${i}`).toBeLessThan(TOLERANCE * (1 + Math.abs(p)));
      }
    });
  });
});

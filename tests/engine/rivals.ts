/** The other libraries, for tests: TensorFlow.js on its plain CPU backend, jax-js on its plain float64 one. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Jax, Tf } from './op-cases';

/** Bundled first: its modules name no extensions, and its build for Node leaves the gradients out. */
export async function loadTfjs(): Promise<Tf> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-tfjs-'));
  try {
    const outfile = path.join(folder, 'tfjs.mjs');
    await build({
      entryPoints: ['tests/bench/engine/tensorflow.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    const { tf } = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as { tf: Tf };
    tf.enableProdMode();
    await tf.setBackend('cpu');
    await tf.ready();
    return tf;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its WebAssembly computes exp and tanh in single precision; its CPU device does not. */
export async function loadJax(): Promise<Jax> {
  const jx = await import('@jax-js/jax');
  await jx.init('cpu');
  jx.defaultDevice('cpu');
  return jx;
}

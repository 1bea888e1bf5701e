// How a program of ours becomes one file for the pinned Node: packages stay outside.
import { build } from 'esbuild';
import path from 'node:path';

/** @param {import('esbuild').BuildOptions} options what is bundled, where to, and what is special about it */
export async function bundleProgram(options) {
  await build({
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    alias: { '@': path.resolve('.') },
    logLevel: 'error',
    ...options,
  });
}

/** Bundles for the two places of the bench. TensorFlow.js must be bundled: only so can its gradients be had. */
import { build, type BuildOptions } from 'esbuild';
import path from 'node:path';

const COMMON: BuildOptions = {
  bundle: true,
  format: 'esm',
  mainFields: ['module', 'main'],
  alias: { '@': path.resolve('.') },
  logLevel: 'error',
};

/** What CommonJS modules inside a bundle expect to find. */
const REQUIRE = `import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
const require = createRequire(import.meta.url);
const __filename = fileURLToPath(import.meta.url);
const __dirname = fileURLToPath(new URL('.', import.meta.url));`;

export async function bundleForNode(outfile: string): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: ['tests/bench/engine/child.ts'],
    outfile,
    platform: 'node',
    target: 'node24',
    external: ['@jax-js/jax', 'onnxruntime-web'],
    banner: { js: REQUIRE },
  });
}

export async function bundleForBrowser(outdir: string): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: ['tests/bench/engine/page.ts'],
    outdir,
    splitting: true,
    platform: 'browser',
    target: 'esnext',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
}

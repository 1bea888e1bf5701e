// Writes dist/engine-reference.json: the engine's reference, made from its docstrings, with what each example gives.
import { build } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';

const FILE = path.join('dist', 'engine-reference.json');
const ENTRY = `
  export { makeReference } from './lib/content/reference/engine-reference';
  export { ENGINE } from './app/docs/engine/engine-scope';
  export { runExample } from './app/docs/engine/run-example';
`;
/** Examples of this folder need a device that a build lacks. */
const ON_A_GPU = /^backends\/webgpu\//;

export async function buildReference() {
  mkdirSync('dist', { recursive: true });
  const outfile = path.resolve('dist', `reference.${process.pid}.${Date.now()}.mjs`);
  try {
    await build({
      stdin: { contents: ENTRY, resolveDir: path.resolve('.'), loader: 'ts' },
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node24',
      alias: { '@': path.resolve('.') },
      logLevel: 'error',
    });
    const { makeReference, ENGINE, runExample } = await import(pathToFileURL(outfile).href);
    const reference = await makeReference(path.resolve('.'), async (code, { file }) => {
      if (ON_A_GPU.test(file)) return null;
      const printed = [];
      const options = { names: ENGINE, evaluate: runInThisContext, print: (text) => printed.push(text) };
      const outcome = await runExample(code, options);
      return { printed: printed.join('\n'), outcome };
    });
    writeFileSync(FILE, JSON.stringify(reference));
  } finally {
    rmSync(outfile, { force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildReference();

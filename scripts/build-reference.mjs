// Writes dist/engine-reference.json: the engine's reference, made from its docstrings, with what each example gives.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { bundleProgram } from './bundle-program.mjs';

const FILE = path.join('dist', 'engine-reference.json');

/** Two bundles: one makes the reference, the other runs an example. */
const ENTRIES = {
  make: `export { makeReference } from './lib/content/reference/engine-reference';`,
  run: `
    export { ENGINE } from './app/docs/engine/engine-scope';
    export { runExample } from './app/docs/engine/run-example';
  `,
};

/** Examples of this folder need a device that a build lacks. */
const ON_A_GPU = /^backends\/webgpu\//;

export async function buildReference() {
  const folder = path.resolve('dist', `reference.${process.pid}.${Date.now()}`);
  mkdirSync(folder, { recursive: true });
  try {
    const [make, run] = await Promise.all(Object.keys(ENTRIES).map((name) => bundle(name, folder)));
    const { makeReference } = await import(make);
    let runs = 0;
    const reference = await makeReference(path.resolve('.'), async (code, { file }) => {
      if (ON_A_GPU.test(file)) return null;
      // As in a worker of its own: the engine counts random draws, which one example must not do for the next.
      const { ENGINE, runExample } = await import(`${run}?${++runs}`);
      const printed = [];
      const print = (text) => printed.push(text);
      const outcome = await runExample(code, { names: ENGINE, evaluate: runInThisContext, print });
      return { printed: printed.join('\n'), outcome };
    });
    writeFileSync(FILE, JSON.stringify(reference));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundle(name, folder) {
  const outfile = path.join(folder, `${name}.mjs`);
  const stdin = { contents: ENTRIES[name], resolveDir: path.resolve('.'), loader: 'ts' };
  await bundleProgram({ stdin, outfile });
  return pathToFileURL(outfile).href;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildReference();

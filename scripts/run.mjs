// Runs a TypeScript entry under the pinned Node: bundles it with esbuild, keeps packages external, passes arguments on.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();
const [entry, ...args] = process.argv.slice(2);
if (!entry) throw new Error('usage: node scripts/run.mjs <entry.ts> [arguments]');

const folder = path.join('dist', 'cli');
mkdirSync(folder, { recursive: true });
const outfile = path.join(folder, `${path.basename(entry, '.ts')}.${process.pid}.mjs`);
process.on('exit', () => {
  rmSync(outfile, { force: true });
  rmSync(`${outfile}.map`, { force: true });
});
await bundleProgram({ entryPoints: [entry], outfile, sourcemap: true });
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], path.resolve(entry), ...args];
await import(pathToFileURL(path.resolve(outfile)).href);

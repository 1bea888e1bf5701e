/** The engine stays small enough to read and to load: lines of code, and bytes as a page gets them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const HOME = path.join('lib', 'engine');

const sources = readdirSync(HOME, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/[.](test|suite)[.]ts$/.test(file))
  .map((file) => path.join(HOME, file));

/** Lines that hold something besides comments. */
function codeLines(text: string): number {
  let inside = false;
  let count = 0;
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line.startsWith('/*')) inside = true;
    if (!inside && line !== '' && !line.startsWith('//')) count += 1;
    if (line.endsWith('*/')) inside = false;
  }
  return count;
}

/** Kilobytes of a minified module of these lines, compressed as a server sends it. */
async function kilobytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.', loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    alias: { '@': path.resolve('.') },
    write: false,
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length / 1000;
}

const DOORS = ['', '/datasets', '/methods', '/backends/wasm', '/backends/webgpu', '/backends/choose'];

/** What a lesson opens: all but the accelerators, the generated data sets and the methods beside networks. */
const isTextbook = (file: string): boolean =>
  !/backends.(wasm|webgpu|places)|datasets|^methods/.test(path.relative(HOME, file));
const linesOf = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + codeLines(readFileSync(file, 'utf8')), 0);

const door = (name: string): string => `export * as door${name.replaceAll(/[^a-z]/g, '_')} from '@/lib/engine${name}';`;

describe('the engine', () => {
  it('has at most 4,000 lines of code in what lessons open, and 6,800 in all', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(linesOf(sources.filter(isTextbook))).toBeLessThanOrEqual(4000);
    expect(linesOf(sources)).toBeLessThanOrEqual(6800);
  });

  it('counts lines of code, not of comments', () => {
    expect(codeLines('/** a\n * b\n */\nconst x = 1; // c\n\n// d\n/* e */\nf();\n')).toBe(2);
  });

  it('loads in at most 38 kB for training on a CPU, and 57 kB with all that there is', async () => {
    expect(await kilobytes(['', '/backends/wasm'].map(door).join('\n'))).toBeLessThanOrEqual(38);
    expect(await kilobytes(DOORS.map(door).join('\n'))).toBeLessThanOrEqual(57);
  });

  it('loads in at most 13 kB for a figure with gradients, and 22 kB for one that trains a network', async () => {
    const gradients = `
      import { parameter, tensor } from '@/lib/engine';
      const w = parameter([0.5, -1]);
      w.mul(tensor([1, 2])).sum().tanh().backward();
      console.log(w.grad?.arraySync());`;
    const training = `
      import { Adam, crossEntropy, Dense, Sequential, stream, tensor } from '@/lib/engine';
      import { spiral } from '@/lib/engine/datasets';
      const model = new Sequential(new Dense(2, 8, { activation: 'tanh' }), new Dense(8, 2)).init(1);
      const adam = new Adam(model.params, { rate: 0.01 });
      console.log(spiral, stream, adam.step(() => crossEntropy(model.forward(tensor([[0, 1]])), tensor([1]))).itemSync());`;
    expect(await kilobytes(gradients)).toBeLessThanOrEqual(13);
    expect(await kilobytes(training)).toBeLessThanOrEqual(22);
  });
});

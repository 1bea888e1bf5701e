// Builds what runs outside the app's own bundle: the graders' children, the browser's workers, and the engine's reference.
// `--watch` keeps at it.
import { build } from 'esbuild';
import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import { buildReference } from './build-reference.mjs';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();

const shared = {
  bundle: true,
  alias: { '@': path.resolve('.') },
  logLevel: 'error',
  legalComments: 'none',
};

/** The student's side of the language as one expression: what the child evaluates in each fresh isolate. */
async function studentRealm() {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: ['lib/runner/child/realm.ts'],
    format: 'iife',
    globalName: 'realm',
    target: 'es2023',
    minify: true,
    write: false,
  });
  return `(() => {${outputFiles[0].text}\nreturn realm.realm;})()`;
}

const forChildren = {
  ...shared,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  external: ['isolated-vm'],
  minify: true,
  // Bundled CommonJS packages ask for require, which an ES module lacks.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
};

/** amaro asks for two of Node's modules, of which a browser has all that it uses. */
const nodeForBrowsers = {
  name: 'node-for-browsers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(util|node:buffer)$/ }, ({ path }) => ({ path, namespace: 'node-for-browsers' }));
    onLoad({ filter: /^util$/, namespace: 'node-for-browsers' }, () => ({
      contents: 'exports.TextDecoder = TextDecoder; exports.TextEncoder = TextEncoder;',
    }));
    onLoad({ filter: /^node:buffer$/, namespace: 'node-for-browsers' }, () => ({
      contents: 'exports.Buffer = { from: (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) };',
    }));
  },
};

const forBrowsers = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2023',
  minify: true,
  plugins: [nodeForBrowsers],
};

async function buildAll() {
  const builds = [
    {
      ...forChildren,
      entryPoints: ['lib/runner/child/student.ts'],
      outfile: 'dist/student-child.mjs',
      define: { STUDENT_REALM: JSON.stringify(await studentRealm()) },
    },
    { ...forChildren, entryPoints: ['lib/runner/child/judge.ts'], outfile: 'dist/judge-child.mjs' },
    { ...forBrowsers, entryPoints: ['app/workers/student.worker.ts'], outfile: 'public/workers/student.js' },
    { ...forBrowsers, entryPoints: ['app/workers/judge.worker.ts'], outfile: 'public/workers/judge.js' },
    { ...forBrowsers, entryPoints: ['app/workers/playground.worker.ts'], outfile: 'public/workers/playground.js' },
    // Names are kept: the reference shows what things are called.
    {
      ...forBrowsers,
      entryPoints: ['app/workers/engine.worker.ts'],
      outfile: 'public/workers/engine.js',
      keepNames: true,
    },
  ];
  const missing = builds.filter(({ entryPoints }) => !existsSync(entryPoints[0]));
  for (const { entryPoints } of missing) console.error(`${entryPoints[0]} is missing: its bundle was not built.`);
  const bundles = builds.filter((one) => !missing.includes(one)).map((one) => build(one));
  const done = await Promise.allSettled([...bundles, buildReference()]);
  for (const { reason } of done) if (reason && !reason.errors) console.error(reason);
  // esbuild has printed what is wrong; one broken bundle must not keep the others from being built.
  return missing.length === 0 && done.every(({ status }) => status === 'fulfilled');
}

if (!(await buildAll())) process.exitCode = 1;

if (process.argv.includes('--watch')) {
  let timer;
  const rebuild = () => buildAll().catch((error) => console.error(error.message));
  for (const folder of [
    'app/docs/engine',
    'app/playground',
    'app/workers',
    'lib/content/reference',
    'lib/base',
    'lib/engine',
    'lib/exercise',
    'lib/grading',
    'lib/runner',
    'lib/script',
  ]) {
    if (!existsSync(folder)) continue;
    watch(folder, { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => void rebuild(), 100);
    });
  }
}

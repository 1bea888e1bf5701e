/** `npm run ex -- check|new|show …`: the commands of authors. */
import { parseArgs } from 'node:util';
import { publicResult } from '../grading/public-view';
import { formatProof } from './matrix-text';
import { proveExercise } from './proof';
import type { Proof } from './proof-document';
import { isKind, KINDS, scaffold } from './scaffold';
import { formatVerdict } from './verdict-text';
import {
  command,
  folderOf,
  gradeFile,
  gradeSource,
  listFolders,
  openExercise,
  UsageError,
  withRunner,
} from './workshop';

const USAGE = `usage: npm run ex -- check <slug…> [--seeds <n>] [--json]   prove exercises; --all for every one
       npm run ex -- new <slug> --kind <${KINDS.join('|')}> [--module <folder>]
       npm run ex -- show <slug> <file> [--staff]   what a student sees of a file; starter for the starter`;

await command(async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      seeds: { type: 'string' },
      staff: { type: 'boolean', default: false },
      kind: { type: 'string', default: 'close' },
      module: { type: 'string', default: '01-neuron' },
    },
  });
  const [verb, slug, file] = positionals;
  switch (verb) {
    case 'check':
      return await check(values.all ? [...(await listFolders()).keys()] : positionals.slice(1), {
        json: values.json,
        seeds: seedsOf(values.seeds),
      });
    case 'new':
      if (slug === undefined) throw new UsageError(USAGE);
      if (!isKind(values.kind)) throw new UsageError(`--kind is one of ${KINDS.join(', ')}, not ${values.kind}`);
      return await create(slug, values.kind, values.module);
    case 'show':
      if (slug === undefined || file === undefined) throw new UsageError(USAGE);
      return await show(slug, file, values.staff);
    case undefined:
    default:
      throw new UsageError(USAGE);
  }
});

function seedsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`--seeds: expected a whole number from 1 to 99999, got ${text}`);
  return Number(text);
}

interface Checking {
  json: boolean;
  /** For every program alike. */
  seeds: number | undefined;
}

async function check(slugs: readonly string[], { json, seeds }: Checking): Promise<number> {
  if (slugs.length === 0) throw new UsageError(USAGE);
  const folders = await Promise.all(slugs.map(folderOf));
  return await withRunner(async (runner) => {
    const proofs: Proof[] = [];
    for (const folder of folders) {
      const proof = await proveExercise(runner, folder, {
        now: () => new Date(),
        signal: new AbortController().signal,
        ...(seeds === undefined ? {} : { seeds: { reference: seeds, others: seeds } }),
      });
      proofs.push(proof);
      if (!json) process.stdout.write(`${formatProof(proof)}\n`);
    }
    const ok = proofs.every((proof) => proof.ok);
    if (json) process.stdout.write(`${JSON.stringify({ ok, proofs }, null, 2)}\n`);
    else process.stdout.write(`${proofs.filter((proof) => proof.ok).length} of ${proofs.length} exercises proved\n`);
    return ok ? 0 : 1;
  });
}

async function create(slug: string, kind: (typeof KINDS)[number], module: string): Promise<number> {
  const folder = await scaffold({ slug, kind, module });
  process.stdout.write(`${folder} is there and passes its check. Change it, then: npm run ex -- check ${slug}\n`);
  return 0;
}

async function show(slug: string, file: string, staff: boolean): Promise<number> {
  const folder = await folderOf(slug);
  return await withRunner(async (runner) => {
    const piece = await openExercise(runner, folder, new AbortController().signal);
    const inside = ['solution.ts'].includes(file) || /^(wrong|also)\//.test(file) ? `${folder}/${file}` : file;
    const result =
      file === 'starter' ? await gradeSource(piece, piece.starter, 'show') : await gradeFile(piece, inside, 'show');
    process.stdout.write(`${formatVerdict(staff ? result : publicResult(result))}\n`);
    return result.status === 'platform-error' ? 2 : 0;
  });
}

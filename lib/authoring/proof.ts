/** Proves an exercise: runs its starter, reference, other solutions and wrong ones through the real grader, and judges rules. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../base/errors';
import { bundleExercise } from '../content/bundle';
import { loadExercise, type LoadedExercise } from '../content/exercise';
import { hashFolder } from '../content/folder';
import { toPublicExercise } from '../content/public-view';
import { drawing } from '../exercise/drawing';
import { moduleNumber } from '../exercise/manifest';
import { judgePack, packScripts } from '../grading/judge-pack';
import type { JudgeMeta } from '../grading/kernel';
import type { OpenPack } from '../grading/plan';
import type { RawGroupOutcome } from '../script/raw-group';
import type { Runner } from '../runner';
import { createGrader, type GradedProgram, type Grader } from './grading';
import { hostilePrograms, toFloat32 } from './programs';
import { type KillRow, type Proof, rule, type RuleResult, says } from './proof-document';
import * as rules from './rules';

export interface ProveOptions {
  now: () => Date;
  signal: AbortSignal;
  /** Of the repository, for the kernel; default: where the process was started. */
  root?: string;
  /** How often each is graded, with another seed each time. What one seed in a hundred lets through takes hundreds. */
  seeds?: Seeds;
}

interface Seeds {
  reference: number;
  /** Other right solutions, and wrong ones. */
  others: number;
}

const SEEDS: Seeds = { reference: 20, others: 3 };

/** Never rejects for what an author wrote: a broken exercise has a proof with broken rules. */
export async function proveExercise(runner: Runner, folder: string, options: ProveOptions): Promise<Proof> {
  const from = performance.now();
  const slug = path.basename(folder);
  let proved = '';
  const end = async (rest: Pick<Proof, 'checks' | 'rules' | 'rows'>): Promise<Proof> => ({
    exercise: slug,
    hash: await hashFolder(folder),
    bundle: proved,
    ok: rest.rules.every((one) => one.ok || !one.blocking),
    provedAt: options.now().toISOString(),
    ms: Math.round(performance.now() - from),
    ...rest,
  });

  const unit = path.basename(path.dirname(path.resolve(folder)));
  const place = { slug, module: { slug: unit, number: moduleNumber(unit), title: unit } };
  const { exercise, problems } = await loadExercise(folder, place, (kind, name) => `/${kind}s/${name}`);
  if (!exercise) {
    const own = `${unit}/${slug}/`;
    const messages = problems.map((one) =>
      says(one.message, one.file.startsWith(own) ? one.file.slice(own.length) : one.file, one.line),
    );
    return await end({ checks: [], rows: [], rules: [broken(messages)] });
  }
  try {
    const bundle = await bundleExercise(folder, options.root);
    proved = bundle.hash;
    const grader = createGrader(runner, { bundle, exports: exercise.manifest.exports, signal: options.signal });
    const meta = JSON.parse(await grader.call('meta', '{}')) as JudgeMeta;
    const document = await proveLoaded(exercise, { grader, meta, hash: bundle.hash, seeds: options.seeds ?? SEEDS });
    return await end({ checks: meta.checks.map(({ id, name, open }) => ({ id, name, open })), ...document });
  } catch (error) {
    options.signal.throwIfAborted();
    const message =
      error instanceof AppError && error.code !== 'content_invalid'
        ? `the judge failed: ${error.message}`
        : errorText(error);
    const place = /^[^/]+\/([\w./-]+):(\d+):\d+: (.*)$/s.exec(message);
    return await end({
      checks: [],
      rows: [],
      rules: [
        broken([place ? says(place[3] ?? message, place[1] ?? null, Number(place[2])) : says(message, 'checks.ts')]),
      ],
    });
  }
}

function broken(messages: RuleResult['messages']): RuleResult {
  return rule({ rule: 'R1', title: 'Front matter, tasks and points fit the checks' }, messages);
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface Bench {
  grader: Grader;
  meta: JudgeMeta;
  hash: string;
  seeds: Seeds;
}

async function proveLoaded(loaded: LoadedExercise, bench: Bench): Promise<Pick<Proof, 'rules' | 'rows'>> {
  const { grader, meta, seeds } = bench;
  const tryOut = async (name: string, source: string, times: number): Promise<rules.Tried> => {
    const names = Array.from({ length: times }, (_, i) => `proof-${i + 1}`);
    const runs: GradedProgram[] = [];
    for (const seed of names) runs.push(await grader.grade(source, seed));
    return { name, file: name.endsWith('.ts') ? name : null, seeds: names, runs };
  };

  const reference = await tryOut('solution.ts', loaded.solution, seeds.reference);
  const starter = await tryOut('starter', loaded.starter, 1);
  const also: rules.Tried[] = [];
  for (const program of loaded.also) also.push(await tryOut(program.file, program.source, seeds.others));
  also.push(await tryOut('solution.ts as float32', toFloat32(loaded.solution, loaded.manifest.exports), seeds.others));
  const wrong: { tried: rules.Tried; expected: { check: string; diagnosis: string }; says: string }[] = [];
  for (const program of loaded.wrong) {
    wrong.push({
      tried: await tryOut(program.file, program.source, seeds.others),
      expected: program.expect,
      says: program.says,
    });
  }

  const rows: KillRow[] = [
    ...starter.runs.map((run) => row(starter, 'starter', { run, ok: rules.starterRule(run).ok })),
    row(reference, 'reference', worst(reference, rules.isFull)),
    ...also.map((tried) => row(tried, 'also', worst(tried, rules.isFull))),
    ...wrong.map(({ tried, expected, says: words }) => ({
      ...row(
        tried,
        'wrong',
        worst(tried, (run) => rules.misses(run, expected) === null),
      ),
      expected,
      says: words,
    })),
  ];
  const [first] = reference.runs;
  const [blank] = starter.runs;
  if (!first || !blank) throw new Error('nothing was graded');
  const again = await grader.grade(loaded.solution, reference.seeds[0] ?? '');
  const checksText = await readFile(path.join(loaded.folder, 'checks.ts'), 'utf8');
  const pack: OpenPack = { exercise: loaded.slug, hash: bench.hash, text: await grader.call('openPack', '{}') };
  const outcome = JSON.parse(
    await grader.call('reference', JSON.stringify({ scripts: packScripts(pack) })),
  ) as RawGroupOutcome;
  return {
    rows,
    rules: [
      rules.schemaRule(loaded, meta),
      rules.starterRule(blank),
      rules.referenceRule(reference, {
        open: judgePack(pack, outcome, loaded.solution).checks,
        source: loaded.solution,
      }),
      rules.steadyRule(checksText, [[first, again]]),
      rules.wrongRule(wrong),
      rules.alsoRule(also),
      rules.gapRule(rows),
      rules.timeRule(reference, loaded.manifest.budgetMs),
      await proveNoLeak(loaded, { bench, pack }),
      await proveHostile(loaded, grader),
      await proveSteady([reference, starter, ...also, ...wrong.map(({ tried }) => tried)], {
        sourceOf: new Map([
          [reference.name, loaded.solution],
          [starter.name, loaded.starter],
          ...[...loaded.also, ...loaded.wrong].map(({ file, source }) => [file, source] as const),
        ]),
        grader,
      }),
    ],
  };
}

/** The run that counts for the matrix: one that does not do what it should, if there is one. */
function worst(tried: rules.Tried, good: (run: GradedProgram) => boolean): { run: GradedProgram; ok: boolean } {
  const bad = tried.runs.find((run) => !good(run));
  const run = bad ?? tried.runs[0];
  if (!run) throw new Error(`${tried.name} was not graded`);
  return { run, ok: bad === undefined };
}

function row(tried: rules.Tried, role: KillRow['role'], { run, ok }: { run: GradedProgram; ok: boolean }): KillRow {
  return { program: tried.name, role, expected: null, cells: rules.toCells(run), ok, says: null };
}

async function proveNoLeak(
  loaded: LoadedExercise,
  { bench, pack }: { bench: Bench; pack: OpenPack },
): Promise<RuleResult> {
  const hidden = JSON.parse(await bench.grader.call('scripts', JSON.stringify({ seed: 'leak' }))) as {
    id: string;
    scripts: string[];
  }[];
  return rules.leakRule({
    material: JSON.stringify(toPublicExercise(loaded, bench.meta.checks, pack)),
    packScripts: packScripts(pack),
    hidden,
    starter: loaded.starter,
    solution: loaded.solution,
    wrong: loaded.wrong,
  });
}

async function proveHostile(loaded: LoadedExercise, grader: Grader): Promise<RuleResult> {
  const tried: Parameters<typeof rules.hostileRule>[0][number][] = [];
  for (const program of hostilePrograms(loaded.manifest.exports)) {
    try {
      tried.push({ program, graded: await grader.grade(program.source, 'hostile') });
    } catch (error) {
      tried.push({ program, graded: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return rules.hostileRule(tried);
}

/** Everything once more, in another order, by one judge that keeps what earlier verdicts leave behind. */
async function proveSteady(
  all: readonly rules.Tried[],
  { sourceOf, grader }: { sourceOf: ReadonlyMap<string, string>; grader: Grader },
): Promise<RuleResult> {
  const cases = all.flatMap((tried) => {
    const source = sourceOf.get(tried.name);
    return source === undefined
      ? []
      : tried.runs.map((fresh, i) => ({ tried, fresh, source, seed: tried.seeds[i] ?? '' }));
  });
  const differing: { name: string; file: string | null; seed: string }[] = [];
  for (const place of drawing('steady', 'order').permutation(cases.length)) {
    const one = cases[place];
    if (!one) continue;
    const { tried, fresh, source, seed } = one;
    const again = await grader.gradeSteadily(source, seed);
    if (again.text !== fresh.text) differing.push({ name: tried.name, file: tried.file, seed });
  }
  return rules.steadilyRule(cases.length, differing);
}

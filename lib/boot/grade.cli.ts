/** `npm run grade`: grades files of an author, or stored submissions once more, by what graded them or by what is in force. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { gradeFiles } from '../authoring/grade-files';
import { command, UsageError } from '../authoring/workshop';
import { SubmissionIdSchema } from '../base/ids';
import { parseEnv } from './env';
import { regradeStored } from './regrade';
import { replayStored } from './replay';

const USAGE = `usage: npm run grade -- <slug> <file…> [--seed <text>]    grade files
       npm run grade -- --replay <submission id> [--json]       grade a stored submission again and compare
       npm run grade -- --replay-all [--limit <n>] [--json]     the same with all of them, the newest first
       npm run grade -- --regrade <slug> [--course <slug>] [--apply raises|all] [--json]
                                          grade an exercise's submissions by its version in force, and put that in force`;

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        replay: { type: 'string', multiple: true },
        'replay-all': { type: 'boolean', default: false },
        limit: { type: 'string' },
        regrade: { type: 'string' },
        course: { type: 'string' },
        apply: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : 'not understood'}\n${USAGE}`);
  }
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--limit: expected a whole number from 1\n${USAGE}`);
  return Number(text);
}

function idOf(text: string) {
  const id = SubmissionIdSchema.safeParse(text);
  if (!id.success) throw new UsageError(`${text} is no id of a submission; it stands in the address of its page`);
  return id.data;
}

const ApplySchema = z.enum(['raises', 'all']);

function applyOf(text: string | undefined) {
  if (text === undefined) return undefined;
  const apply = ApplySchema.safeParse(text);
  if (!apply.success) throw new UsageError(`--apply: expected raises or all, got ${text}\n${USAGE}`);
  return apply.data;
}

/** Its words name the variable. */
function readEnv() {
  try {
    return parseEnv(process.env);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the environment can not be read');
  }
}

await command(async (args) => {
  const { values, positionals } = parse(args);
  const { replay, regrade, json } = values;
  const all = values['replay-all'];
  const printing = { json, print: (line: string) => process.stdout.write(`${line}\n`) };
  if (regrade === undefined && (values.course !== undefined || values.apply !== undefined)) {
    throw new UsageError(`--course and --apply belong to --regrade\n${USAGE}`);
  }
  if (regrade !== undefined) {
    if (positionals.length > 0 || replay !== undefined || all) throw new UsageError(USAGE);
    const what = { exercise: regrade, course: values.course, apply: applyOf(values.apply) };
    return await regradeStored(readEnv(), what, printing);
  }
  if (replay === undefined && !all) {
    const [slug, ...files] = positionals;
    if (slug === undefined || files.length === 0) throw new UsageError(USAGE);
    return await gradeFiles(slug, files, values.seed);
  }
  if (positionals.length > 0 || (replay !== undefined && all)) throw new UsageError(USAGE);
  const env = readEnv();
  const which = replay === undefined ? { limit: limitOf(values.limit) } : { ids: replay.map(idOf) };
  return await replayStored(env, which, printing);
});

/** `npm run grade`: grades files of an author, or stored submissions once more. */
import { parseArgs } from 'node:util';
import { gradeFiles } from '../authoring/grade-files';
import { command, UsageError } from '../authoring/workshop';
import { SubmissionIdSchema } from '../base/ids';
import { parseEnv } from './env';
import { replayStored } from './replay';

const USAGE = `usage: npm run grade -- <slug> <file…> [--seed <text>]    grade files
       npm run grade -- --replay <submission id> [--json]       grade a stored submission again and compare
       npm run grade -- --replay-all [--limit <n>] [--json]     the same with all of them, the newest first`;

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
  const { replay, json } = values;
  const all = values['replay-all'];
  if (replay === undefined && !all) {
    const [slug, ...files] = positionals;
    if (slug === undefined || files.length === 0) throw new UsageError(USAGE);
    return await gradeFiles(slug, files, values.seed);
  }
  if (positionals.length > 0 || (replay !== undefined && all)) throw new UsageError(USAGE);
  const env = readEnv();
  const which = replay === undefined ? { limit: limitOf(values.limit) } : { ids: replay.map(idOf) };
  return await replayStored(env, which, { json, print: (line) => process.stdout.write(`${line}\n`) });
});

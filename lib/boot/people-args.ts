/** The words of `npm run people`, parsed before anything is opened. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SlugSchema } from '../base/ids';
import { EmailSchema, type Member, MemberSchema } from '../features/roster/member';

const PEOPLE_USAGE = `usage: npm run people -- add --course <course> --email <address> --name <name> --role <student|ta|instructor|admin>
                            [--section <name>] [--password-stdin | --no-password]
       npm run people -- import <file.csv> --course <course> [--dry-run] [--passwords <new file>]
       npm run people -- list --course <course>
       npm run people -- remove --course <course> --email <address>
       npm run people -- password --email <address> [--password-stdin]
       npm run people -- operator --email <address> [--name <name>] [--remove] [--password-stdin | --no-password]

add       makes the account where there is none, enrols it, and prints a new password once
          (--password-stdin reads yours instead; --no-password for people who sign in through your institution)
import    the same for everybody in a file with the columns email,name,role,section: all of them or, after a mistake,
          none; --passwords writes passwords for those who can't sign in yet into a file that must not exist
remove    ends the enrolment; account and work are kept
password  gives somebody a new password
operator  lets somebody look after graders and their queue at /operate, or no longer; it gives no right in any course.
          With --name the account is made where there is none`;

/** Wrong usage; its message is for the terminal. */
export class UsageError extends Error {}

type PasswordSource = 'generate' | 'stdin' | 'none';

export type PeopleCommand =
  | { verb: 'add'; course: string; member: Member; password: PasswordSource }
  | { verb: 'import'; course: string; file: string; dryRun: boolean; passwords: string | undefined }
  | { verb: 'list'; course: string }
  | { verb: 'remove'; course: string; email: string }
  | { verb: 'password'; email: string; password: PasswordSource }
  | { verb: 'operator'; email: string; name: string | undefined; remove: boolean; password: PasswordSource };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const PASSWORD = { 'password-stdin': flag };

const CourseSchema = z.object({ course: z.string('course is missing').pipe(SlugSchema) });

export function parsePeopleArgs(args: readonly string[]): PeopleCommand {
  const [verb, ...rest] = args;
  switch (verb) {
    case 'add': {
      const options = { course: text, email: text, name: text, role: text, section: text, ...PASSWORD };
      const { values } = read(rest, { ...options, 'no-password': flag }, 0);
      const { course } = checked(CourseSchema, values);
      return { verb, course, member: checked(MemberSchema, values), password: chosenSource(values) };
    }
    case 'import': {
      const { values, positionals } = read(rest, { course: text, 'dry-run': flag, passwords: text }, 1);
      const [file] = positionals;
      if (file === undefined) throw usage('which file?');
      const dryRun = values['dry-run'] === true;
      if (dryRun && values.passwords !== undefined) throw usage('a dry run writes no passwords');
      return { verb, ...checked(CourseSchema, values), file, dryRun, passwords: stringOf(values.passwords) };
    }
    case 'list':
      return { verb, ...checked(CourseSchema, read(rest, { course: text }, 0).values) };
    case 'remove': {
      const { values } = read(rest, { course: text, email: text }, 0);
      return { verb, ...checked(CourseSchema.extend({ email: EmailSchema }), values) };
    }
    case 'password': {
      const { values } = read(rest, { email: text, ...PASSWORD }, 0);
      const { email } = checked(z.object({ email: EmailSchema }), values);
      return { verb, email, password: sourceOf(values['password-stdin']) };
    }
    case 'operator': {
      const options = { email: text, name: text, remove: flag, ...PASSWORD, 'no-password': flag };
      const { values } = read(rest, options, 0);
      const remove = values['remove'] === true;
      if (remove && values['name'] !== undefined) throw usage('--name and --remove exclude each other');
      const password = chosenSource(values);
      const { email, name } = checked(
        z.object({ email: EmailSchema, name: MemberSchema.shape.name.optional() }),
        values,
      );
      return { verb, email, name, remove, password };
    }
    case undefined:
    default:
      throw usage(verb === undefined ? null : `there is no command “${verb}”`);
  }
}

interface Read {
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
}

function read(args: string[], options: Record<string, typeof text | typeof flag>, positionals: number): Read {
  let parsed: Read;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Its first sentence names the option.
    throw usage(error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : 'not understood');
  }
  const [extra] = parsed.positionals.slice(positionals);
  if (extra !== undefined) throw usage(`“${extra}” is too much; put a name with spaces in quotation marks`);
  return parsed;
}

function checked<T>(schema: z.ZodType<T>, values: unknown): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw usage(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
}

function chosenSource(values: Read['values']): PasswordSource {
  if (values['password-stdin'] && values['no-password'])
    throw usage('--password-stdin and --no-password exclude each other');
  return values['no-password'] ? 'none' : sourceOf(values['password-stdin']);
}

function sourceOf(stdin: unknown): PasswordSource {
  return stdin === true ? 'stdin' : 'generate';
}

function stringOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function usage(what: string | null): UsageError {
  return new UsageError(what === null ? PEOPLE_USAGE : `${what}\n\n${PEOPLE_USAGE}`);
}

/** What `npm run people` does: accounts and rosters, for operators. Returns the lines to print. */
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { Db } from '../../db/database';
import { createAccount } from '../features/accounts/create-account';
import { PasswordSchema } from '../features/accounts/password';
import { setOperator } from '../features/accounts/set-operator';
import { setPassword } from '../features/accounts/set-password';
import type { Deps } from '../features/deps';
import { enrol } from '../features/roster/enrol';
import type { Member } from '../features/roster/member';
import { parseRoster } from '../features/roster/parse-roster';
import { readRoster } from '../features/roster/read-roster';
import { unenrol } from '../features/roster/unenrol';
import type { Enrolled, NoCourse } from '../features/roster/views';
import type { PeopleCommand } from './people-args';
import { UsageError } from './people-args';

type PeopleDeps = Pick<Deps, 'db' | 'now'>;

export async function runPeople(
  deps: PeopleDeps,
  command: PeopleCommand,
  readStdin: () => Promise<string>,
): Promise<string[]> {
  switch (command.verb) {
    case 'add':
      return await add(deps, command, readStdin);
    case 'import':
      return await importFile(deps, command);
    case 'list':
      return await list(deps, command.course);
    case 'remove': {
      const answer = await unenrol(deps, command);
      if (answer.kind === 'no-course') throw noCourse(command.course, answer);
      return answer.kind === 'removed'
        ? [`${command.email} is no longer in ${command.course}. Account and work are kept.`]
        : [`${command.email} is not in ${command.course}; nothing was changed.`];
    }
    case 'password': {
      const password = command.password === 'stdin' ? await passwordFrom(readStdin) : newPassword();
      const answer = await setPassword(deps, { email: command.email, password });
      if (answer.kind === 'no-account') throw new UsageError(`There is no account of ${command.email}.`);
      return [`${command.email} has a new password.`, ...passwordLines(command.password, password)];
    }
    case 'operator':
      return await operate(deps, command, readStdin);
  }
}

type Add = Extract<PeopleCommand, { verb: 'add' }>;

async function add(deps: PeopleDeps, command: Add, readStdin: () => Promise<string>): Promise<string[]> {
  const { course, member, password: source } = command;
  const given = source === 'stdin' ? await passwordFrom(readStdin) : null;
  return await deps.db.transaction(async (tx) => {
    const within = { db: tx as Db, now: () => deps.now() };
    const answer = await enrol(within, { course, members: [member] });
    if (answer.kind === 'no-course') throw noCourse(course, answer);
    const [person] = answer.people;
    if (!person) throw new Error('nobody was enrolled');
    const lines = [wordsOf(person, member, course)];
    // Nobody who signs in already is handed a second way unasked.
    if (source === 'none' || (given === null && person.canSignIn)) return lines;
    const password = given ?? newPassword();
    const account = await createAccount(within, { email: member.email, name: member.name, password });
    if (account.kind === 'has-password') {
      lines.push(`The password was kept. For a new one: npm run people -- password --email ${member.email}`);
      return lines;
    }
    return [...lines, ...passwordLines(source, password)];
  });
}

type Operate = Extract<PeopleCommand, { verb: 'operator' }>;

async function operate(deps: PeopleDeps, command: Operate, readStdin: () => Promise<string>): Promise<string[]> {
  const { email, name, remove, password: source } = command;
  const given = source === 'stdin' ? await passwordFrom(readStdin) : null;
  return await deps.db.transaction(async (tx) => {
    const within = { db: tx as Db, now: () => deps.now() };
    const answer = await setOperator(within, { email, name, operator: !remove });
    if (answer.kind === 'no-account')
      throw new UsageError(`There is no account of ${email}.${remove ? '' : ' With --name one is made.'}`);
    const { changed, created } = answer;
    if (remove)
      return [changed ? `${email} is no operator any more.` : `${email} is no operator; nothing was changed.`];
    const lines = [changed ? `${email} is an operator now.` : `${email} is an operator already.`];
    if (!created || name === undefined || source === 'none') return lines;
    const password = given ?? newPassword();
    await createAccount(within, { email, name, password });
    return [...lines, ...passwordLines(source, password)];
  });
}

type Import = Extract<PeopleCommand, { verb: 'import' }>;

/** Undoes a transaction that did all it was asked to. */
class DryRun extends Error {
  constructor(readonly lines: string[]) {
    super('a dry run');
  }
}

async function importFile(deps: PeopleDeps, { course, file, dryRun, passwords }: Import): Promise<string[]> {
  const roster = parseRoster(readFile(file));
  if (roster.kind === 'problems') {
    const lines = roster.problems.map(({ line, message }) => `${file}:${line}: ${message}`);
    throw new UsageError([...lines, 'Nothing was changed.'].join('\n'));
  }
  const { members } = roster;
  // Taken first, so that passwords are never made and then have nowhere to go.
  if (passwords !== undefined) reserve(passwords);
  try {
    return await deps.db.transaction(async (tx) => {
      const within = { db: tx as Db, now: () => deps.now() };
      const answer = await enrol(within, { course, members });
      if (answer.kind === 'no-course') throw noCourse(course, answer);
      const lines = summaryOf(answer.people, members, course);
      if (dryRun) throw new DryRun([...lines, 'This was a dry run; nothing was changed.']);
      if (passwords === undefined) return lines;
      const made = await givePasswords(within, members, answer.people);
      writeFileSync(passwords, stringify(made, { header: true, columns: ['email', 'name', 'password'] }));
      return [...lines, `${passwords} holds ${made.length} new passwords. Hand them out, then delete the file.`];
    });
  } catch (error) {
    if (error instanceof DryRun) return error.lines;
    if (passwords !== undefined) rmSync(passwords, { force: true });
    throw error;
  }
}

async function givePasswords(deps: PeopleDeps, members: readonly Member[], people: readonly Enrolled[]) {
  const made: { email: string; name: string; password: string }[] = [];
  for (const [at, { email, name }] of members.entries()) {
    if (people[at]?.canSignIn !== false) continue;
    const account = { email, name, password: newPassword() };
    if ((await createAccount(deps, account)).kind === 'created') made.push(account);
  }
  return made;
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`${file} can't be read. Nothing was changed.`);
  }
}

/** Readable by its owner alone. */
function reserve(file: string): void {
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new UsageError(`${file} ${there ? 'is there already' : "can't be written"}. Nothing was changed.`);
  }
}

async function list({ db }: PeopleDeps, course: string): Promise<string[]> {
  const answer = await readRoster({ db }, { course });
  if (answer.kind === 'no-course') throw noCourse(course, answer);
  if (answer.people.length === 0) return [`Nobody is in ${course} yet.`];
  const rows = [
    ['role', 'section', 'email', 'name', 'signs in with'],
    ...answer.people.map(({ role, section, email, name, signsInWith }) => [
      role,
      section ?? '–',
      email,
      name,
      signsInWith.join(', ') || 'nothing yet',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function wordsOf({ account, enrolment, canSignIn }: Enrolled, member: Member, course: string): string {
  const { email, name, role, section } = member;
  const who = `${name} <${email}>`;
  const as = `${role}${section === null ? '' : `, section ${section}`}`;
  const renamed = account === 'renamed' ? ' The name was changed.' : '';
  const how = canSignIn ? '' : account === 'created' ? ' The account is new.' : '';
  const done = {
    added: `${who} is now in ${course} as ${as}.`,
    changed: `${who} is now ${as} in ${course}.`,
    kept: `${who} is in ${course} as ${as} already.`,
  };
  return `${done[enrolment]}${renamed}${how}`;
}

function summaryOf(people: readonly Enrolled[], members: readonly Member[], course: string): string[] {
  const lines = people.flatMap((person, at) => {
    const member = members[at];
    return member && (person.enrolment !== 'kept' || person.account !== 'kept')
      ? [wordsOf(person, member, course)]
      : [];
  });
  const number = (enrolment: Enrolled['enrolment']) => people.filter((one) => one.enrolment === enrolment).length;
  const counts = `${number('added')} added, ${number('changed')} changed, ${number('kept')} kept.`;
  const locked = people.filter((person) => !person.canSignIn).length;
  return [...lines, counts, ...(locked > 0 ? [`${locked} had no way to sign in before.`] : [])];
}

function newPassword(): string {
  return randomBytes(15).toString('base64url');
}

async function passwordFrom(readStdin: () => Promise<string>): Promise<string> {
  const parsed = PasswordSchema.safeParse((await readStdin()).replace(/\r?\n$/, ''));
  if (parsed.success) return parsed.data;
  throw new UsageError(`On standard input: ${parsed.error.issues.map(({ message }) => message).join('; ')}.`);
}

function passwordLines(source: 'generate' | 'stdin' | 'none', password: string): string[] {
  return source === 'generate' ? [`Password, shown this once: ${password}`] : [];
}

function noCourse(course: string, { known }: NoCourse): UsageError {
  const there =
    known.length > 0
      ? `There are: ${known.join(', ')}.`
      : 'There are none yet: the first npm start registers the content, and so does npm run db:seed.';
  return new UsageError(`There is no course “${course}”. ${there}`);
}

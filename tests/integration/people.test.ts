/** Accounts and rosters from the terminal: what operators type, on a real database. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder } from '@/db/folder-lock';
import { auditLog, courses, enrolments, identities, sections, users } from '@/db/schema';
import { runPeople } from '@/lib/boot/people';
import { parsePeopleArgs } from '@/lib/boot/people-args';
import { checkPassword } from '@/lib/features/accounts/check-password';
import { linkOidc } from '@/lib/features/accounts/link-oidc';
import type { Deps } from '@/lib/features/deps';
import { freshDatabase, noDatabase, type TestDatabase } from '../support/database';

const COURSE = ['--course', 'neural-networks'];
const ADD_NOOR = ['add', ...COURSE, '--email', 'Noor@School.example', '--name', 'Noor Amin', '--role', 'student'];

describe.skipIf(noDatabase)('npm run people', () => {
  let opened: TestDatabase;
  let deps: Deps;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-people-'));

  beforeAll(async () => {
    opened = await freshDatabase();
    deps = { db: opened.database.db, now: () => new Date('2026-10-01T10:00:00Z') } as Deps;
    await deps.db.insert(courses).values({ slug: 'neural-networks', title: 'Neural networks' });
  });
  afterAll(async () => {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const people = async (args: string[], stdin = '') => {
    const lines = await runPeople(deps, parsePeopleArgs(args), () => Promise.resolve(stdin));
    return lines.join('\n');
  };
  const attempt = async (email: string, password: string) =>
    (await checkPassword(deps, { email, password, address: '192.0.2.1' })).kind;
  const actions = async () => (await deps.db.select().from(auditLog)).map((entry) => entry.action);
  const everything = async () => {
    const { db } = deps;
    const of = await Promise.all([users, identities, enrolments, sections, auditLog].map((table) => db.$count(table)));
    return of.join();
  };
  const fileOf = (name: string, text: string | Uint8Array) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('adds somebody who can then sign in with the password it printed, and records it', async () => {
    const said = await people([...ADD_NOOR, '--section', 'A']);
    expect(said).toContain('Noor Amin <noor@school.example> is now in neural-networks as student, section A.');
    const password = /shown this once: (\S+)$/.exec(said)?.[1] ?? '';
    expect(await attempt('noor@school.example', password)).toBe('ok');
    expect(await actions()).toEqual(['account.created', 'roster.added', 'account.linked']);
    expect(JSON.stringify(await deps.db.select().from(auditLog))).not.toMatch(/noor|Amin/i);
  });

  it('changes nothing when told the same again', async () => {
    const before = await everything();
    const said = await people([...ADD_NOOR, '--section', 'A']);
    expect(said).toBe('Noor Amin <noor@school.example> is in neural-networks as student, section A already.');
    expect(await everything()).toBe(before);
  });

  it('moves somebody to another role, section and name', async () => {
    const said = await people([...ADD_NOOR.slice(0, -3), 'Noor Amini', '--role', 'ta']);
    expect(said).toBe('Noor Amini <noor@school.example> is now ta in neural-networks. The name was changed.');
    const rows = await deps.db.select().from(enrolments);
    expect(rows.map(({ role, sectionId }) => [role, sectionId])).toEqual([['ta', null]]);
    expect((await actions()).slice(-2)).toEqual(['account.renamed', 'roster.changed']);
  });

  it('takes a password from standard input and prints none', async () => {
    const add = ['add', ...COURSE, '--email', 'ivo@school.example', '--name', 'Ivo', '--role', 'instructor'];
    await expect(people([...add, '--password-stdin'], 'short\n')).rejects.toThrow(/at least 12 characters/);
    expect(await people([...add, '--password-stdin'], 'a password of mine\n')).not.toMatch(/password/i);
    expect(await attempt('ivo@school.example', 'a password of mine')).toBe('ok');
    // One who has a password keeps it.
    expect(await people([...add, '--password-stdin'], 'another password\n')).toContain('The password was kept.');
    expect(await attempt('ivo@school.example', 'another password')).toBe('wrong');
  });

  it('gives a new password', async () => {
    const args = ['password', '--email', 'ivo@school.example'];
    await people([...args, '--password-stdin'], 'yet another password');
    expect(await attempt('ivo@school.example', 'yet another password')).toBe('ok');
    expect(await attempt('ivo@school.example', 'a password of mine')).toBe('wrong');
    await expect(people(['password', '--email', 'no@school.example'])).rejects.toThrow('There is no account');
  });

  it('leaves the password out for people who sign in through their institution', async () => {
    const add = ['add', ...COURSE, '--email', 'una@school.example', '--name', 'Una', '--role', 'admin'];
    expect(await people([...add, '--no-password'])).not.toContain('Password');
    const claims = { issuer: 'https://id.example', subject: 'u-1', email: 'una@school.example', name: 'Una B.' };
    const linked = await linkOidc(deps, { ...claims, emailVerified: true });
    expect(linked.kind === 'ok' && linked.person.name).toBe('Una');
    // Nor is one handed out unasked later.
    expect(await people(add)).not.toContain('Password');
  });

  it('lists who is there, staff first', async () => {
    expect((await people(['list', ...COURSE])).split('\n')).toEqual([
      'role        section  email                name        signs in with',
      'admin       –        una@school.example   Una         https://id.example',
      'instructor  –        ivo@school.example   Ivo         password',
      'ta          –        noor@school.example  Noor Amini  password',
    ]);
  });

  it('imports a file: a dry run says what would happen, the run does it, another run does nothing', async () => {
    const file = fileOf(
      'roster.csv',
      '\uFEFFEmail,Name,Role,Section\r\nlea@school.example,"Roth, Lea",student,B\r\n\r\nivo@school.example,Ivo,instructor,\r\n',
    );
    const before = await everything();
    const dry = await people(['import', file, ...COURSE, '--dry-run']);
    expect(dry).toContain('Roth, Lea <lea@school.example> is now in neural-networks as student, section B.');
    expect(dry).toContain('1 added, 0 changed, 1 kept.');
    expect(dry).toContain('nothing was changed');
    expect(await everything()).toBe(before);

    const passwords = path.join(folder, 'passwords.csv');
    const said = await people(['import', file, ...COURSE, '--passwords', passwords]);
    expect(said).toContain('1 added, 0 changed, 1 kept.');
    expect(statSync(passwords).mode & 0o777).toBe(0o600);
    const [, line] = readFileSync(passwords, 'utf8').split('\n');
    expect(await attempt('lea@school.example', line?.split(',').at(-1) ?? '')).toBe('ok');

    const after = await everything();
    expect(await people(['import', file, ...COURSE])).toBe('0 added, 0 changed, 2 kept.');
    expect(await everything()).toBe(after);
    await expect(people(['import', file, ...COURSE, '--passwords', passwords])).rejects.toThrow('is there already');
  });

  it('says of a file everything that is wrong, by line, and changes nothing', async () => {
    const before = await everything();
    const file = fileOf(
      'wrong.csv',
      'email,name,role,section\nmax@school.example,Max,student,A\nnobody,,teacher,A\nmax@school.example,Max,ta\nMAX@school.example,Max,ta,\n',
    );
    const passwords = path.join(folder, 'never.csv');
    const said = people(['import', file, ...COURSE, '--passwords', passwords]);
    await expect(said).rejects.toThrow(
      [
        `${file}:3: email is not an address like ada@school.example`,
        `${file}:3: name is missing`,
        `${file}:3: role is one of student, ta, instructor, admin`,
        `${file}:4: expected 4 columns, found 3`,
        `${file}:5: max@school.example stands in line 2 already`,
        'Nothing was changed.',
      ].join('\n'),
    );
    expect(await everything()).toBe(before);
    expect(existsSync(passwords)).toBe(false);
  });

  it.each([
    ['', /the file is empty/],
    ['email,name\na@b.example,A', /lacks role/],
    ['email,name,role,group\n', /unknown columns: group/],
    ['email;name;role\n"a@b.example;A;ta', /:2: a quotation mark/],
    [new Uint8Array([0x65, 0xff]), /not UTF-8/],
  ])('refuses %j in words', async (text, words) => {
    await expect(people(['import', fileOf('odd.csv', text), ...COURSE])).rejects.toThrow(words);
  });

  it('reads semicolons', async () => {
    const file = fileOf('semicolons.csv', 'email;name;role\nkai@school.example;Kai;student\n');
    expect(await people(['import', file, ...COURSE])).toContain('1 added');
  });

  it('removes an enrolment and keeps the account', async () => {
    const args = ['remove', ...COURSE, '--email', 'kai@school.example'];
    expect(await people(args)).toContain('is no longer in neural-networks');
    expect(await people(args)).toContain('nothing was changed');
    expect((await actions()).filter((action) => action === 'roster.removed')).toHaveLength(1);
    expect((await deps.db.select().from(users)).map(({ email }) => email)).toContain('kai@school.example');
  });

  it('names the courses there are when there is none of that name', async () => {
    await expect(people(['list', '--course', 'botany'])).rejects.toThrow(
      'There is no course “botany”. There are: neural-networks.',
    );
  });

  it.each([
    [['add', ...COURSE], /--email: email is missing\n--name: name is missing\n--role: role is missing/],
    [[...ADD_NOOR.slice(0, -1), 'boss'], /--role: role is one of student/],
    [[...ADD_NOOR, '--password', 'x'], /Unknown option '--password'/],
    [[...ADD_NOOR, '--password-stdin', '--no-password'], /exclude each other/],
    [['list'], /--course: course is missing/],
    [['add', 'Noor', ...COURSE], /“Noor” is too much/],
    [['invite'], /there is no command “invite”/],
    [[], /^usage:/],
  ])('answers %j with what is wrong and the usage', (args, words) => {
    expect(() => parsePeopleArgs(args)).toThrow(words);
    expect(() => parsePeopleArgs(args)).toThrow(/usage: npm run people/);
  });

  it('makes an operator of somebody with or without an account, ends it, and records both', async () => {
    const before = (await actions()).length;
    const operator = ['operator', '--email', 'Olga@School.example'];
    await expect(people(operator)).rejects.toThrow(
      'There is no account of olga@school.example. With --name one is made.',
    );
    const said = await people([...operator, '--name', 'Olga Brandt']);
    expect(said).toContain('olga@school.example is an operator now.');
    const password = /shown this once: (\S+)$/.exec(said)?.[1] ?? '';
    expect(await attempt('olga@school.example', password)).toBe('ok');
    const rights = async () =>
      (await deps.db.select().from(users).where(eq(users.email, 'olga@school.example'))).map((row) => row.operator);
    expect(await rights()).toEqual([true]);
    expect(await people(operator)).toBe('olga@school.example is an operator already.');
    expect(await people([...operator, '--remove'])).toBe('olga@school.example is no operator any more.');
    expect(await people([...operator, '--remove'])).toBe('olga@school.example is no operator; nothing was changed.');
    expect(await rights()).toEqual([false]);
    expect((await actions()).slice(before)).toEqual([
      'account.created',
      'operator.added',
      'account.linked',
      'operator.removed',
    ]);
    await expect(people([...operator, '--name', 'X', '--remove'])).rejects.toThrow('exclude each other');
  });
});

describe('npm run people on the embedded database', () => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradus-people-'));
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    new Promise<{ code: number | null; errors: string }>((resolve) => {
      const child = spawn(process.execPath, ['scripts/run.mjs', 'lib/boot/people.cli.ts', ...args], {
        env: { ...process.env, DATABASE_URL: '', GRADUS_DATA: data },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
      child.on('close', (code) => resolve({ code, errors }));
    });

  it('refuses while a server has it, says which, and works once that is gone', async () => {
    const release = lockFolder(path.join(data, 'pg'));
    const refused = await run('list', ...COURSE);
    release();
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain(`is in use by process ${process.pid}`);
    expect(refused.errors).toContain(`Stop it first (kill ${process.pid}), or set DATABASE_URL`);
    expect(existsSync(path.join(data, 'pg'))).toBe(false);

    const empty = await run('list', ...COURSE);
    expect(empty.errors).toContain('There are none yet: the first npm start registers the content');
  }, 240_000);
});

/** The policy as a table: every action and every address against everybody who could ask. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { authorize } from '@/lib/access/authorize';
import type { AccessRequest, Decision } from '@/lib/access/policy';
import { actorOf, CALLERS, type Caller, HERE, userIdOf } from '../support/access-callers';
import { ROUTES, type RouteRow } from '../support/route-table';

type Action = AccessRequest['action'];

/** In the order of CALLERS: anonymous, owner, other student, student elsewhere, ta, instructor, admin, admin elsewhere, operator. */
const TABLE: Record<Action, string> = {
  // G granted, S sign in first, - denied
  'course.list': 'S G G G G G G G G',
  'course.view': 'S G G - G G G - -',
  'lesson.view': 'S G G - G G G - -',
  'exercise.view': 'S G G - G G G - -',
  'draft.read': 'S G - - G G G - -',
  'draft.write': 'S G - - - - - - -',
  'submission.create': 'S G - - - - - - -',
  'submission.view': 'S G - - G G G - -',
  'submission.view-hidden': 'S - - - G G G - -',
  'gradebook.view': 'S - - - G G G - -',
  'gradebook.export': 'S - - - G G G - -',
  'problem.view-proof': 'S - - - - G G - -',
  'platform.view': 'S - - - - - - - G',
  'platform.operate': 'S - - - - - - - G',
};

const MARKS: Record<string, Decision> = { G: 'granted', S: 'sign-in', '-': 'denied' };
const ACTIONS = Object.keys(TABLE) as Action[];

/** Asked about the work of `owner`; actions without an owner ignore it. */
function ask(caller: Caller, action: Action, owner: Caller = 'owner'): Decision {
  return authorize(actorOf(caller), { action, courseId: HERE, ownerId: userIdOf(owner) });
}

describe('the policy', () => {
  it('has a row for every action of the contract', () => {
    const contract = readFileSync('lib/access/policy.ts', 'utf8');
    const named = [...contract.matchAll(/'([a-z]+\.[a-z-]+)'/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(0);
    expect(new Set(named)).toEqual(new Set(ACTIONS));
  });

  it.each(ACTIONS)('%s is decided for everybody as the table says', (action) => {
    const expected = TABLE[action].split(' ').map((mark) => MARKS[mark]);
    expect(CALLERS.map((caller) => ask(caller, action))).toEqual(expected);
  });

  it('denies an action that it does not know', () => {
    expect(ask('admin', 'course.delete' as Action)).toBe('denied');
  });

  it('does not take a role in one course for a role in another', () => {
    const both = actorOf('foreign-admin');
    const here = actorOf('owner');
    if (both === null || here === null) throw new Error('callers with accounts');
    const actor = { ...here, enrolments: [...both.enrolments, ...here.enrolments] };
    expect(authorize(actor, { action: 'gradebook.view', courseId: HERE })).toBe('denied');
    expect(authorize(actor, { action: 'course.view', courseId: HERE })).toBe('granted');
  });

  it('gives an operator nothing in a course that a role there would not give', () => {
    const student = actorOf('owner');
    if (student === null) throw new Error('an owner');
    const both = { ...student, operator: true };
    for (const action of ACTIONS.filter((name) => !name.startsWith('platform.'))) {
      const request = { action, courseId: HERE, ownerId: userIdOf('other-student') } as AccessRequest;
      expect(authorize(both, request), action).toBe(authorize(student, request));
    }
  });

  it('lets nobody act in another’s name', () => {
    for (const caller of CALLERS.filter((name) => name !== 'owner')) {
      expect(ask(caller, 'draft.write')).not.toBe('granted');
      expect(ask(caller, 'submission.create')).not.toBe('granted');
    }
  });
});

describe('the table of routes', () => {
  const files = readdirSync('app', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative('app', path.join(entry.parentPath, entry.name)));

  it('holds every page and route handler of the app, and nothing else', () => {
    const answering = files.filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file));
    expect(answering.length).toBeGreaterThan(10);
    expect([...new Set(ROUTES.map((row) => row.file))].toSorted()).toEqual(answering.toSorted());
  });

  it('holds every method that a route handler exports', () => {
    for (const file of new Set(ROUTES.map((row) => row.file))) {
      if (!file.endsWith('route.ts') || file.includes('nextauth')) continue;
      const source = readFileSync(path.join('app', file), 'utf8');
      const exported = [...source.matchAll(/export (?:async )?(?:const|function) ([A-Z]+)\b/g)].map(
        (match) => match[1],
      );
      const listed = ROUTES.filter((row) => row.file === file).map((row) => row.method);
      expect(new Set(listed), file).toEqual(new Set(exported));
    }
  });

  it('knows of no server actions: a write has an address that the table can name', () => {
    const withActions = files.filter(
      (file) => /\.tsx?$/.test(file) && /^\s*['"]use server['"]/m.test(readFileSync(path.join('app', file), 'utf8')),
    );
    expect(withActions).toEqual([]);
  });

  it.each(ROUTES.filter((row) => row.asks.length > 0).map((row) => [`${row.method} ${row.file}`, row] as const))(
    '%s answers as the policy decides',
    (_name, row) => {
      const derived = Object.fromEntries(CALLERS.map((caller) => [caller, derivedAnswer(row, caller)]));
      expect(row.answers).toEqual(derived);
    },
  );
});

/** The status that follows from the policy: the first decision that is not “granted” counts. */
function derivedAnswer(row: RouteRow, caller: Caller): number {
  const decisions = row.asks.map((action) => ask(caller, action, row.about === 'self' ? caller : 'owner'));
  const refusal = decisions.find((decision) => decision !== 'granted');
  if (refusal === 'sign-in') return row.file.endsWith('page.tsx') ? 307 : 401;
  return refusal === undefined ? (row.answers.owner === 202 ? 202 : 200) : 403;
}

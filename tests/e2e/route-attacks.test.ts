/** A hostile student against every address of a real server: nothing of others, nothing hidden, no score, no crash. */
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeLeakCourse, markersIn } from '../support/leak-course';
import { attacksOn, HIDDEN_FILES, HOSTILE_PARTS, HOSTILE_VALUES, keyOf } from '../support/route-attacks';
import { ROUTES, type RouteRow } from '../support/route-table';
import { until } from '../support/until';
import { noBrowser } from './support/browser';
import { cookiesOf, signInByForm } from './support/form-sign-in';
import { startGradus, type Gradus } from './support/gradus';

/** Not the browser's: what it waits for is a build, which only the setup for browsers makes. */
const canRun = !noBrowser;
const COURSE = 'neural-networks';
const RIGHT = 'export function triple(x: number): number { return x; }';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const MORE_TIME = 300_000;

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Answer {
  status: number;
  text: string;
  headers: Headers;
}

/** What no answer says, whatever was asked. */
const INTERNALS = /\bat [^\n]+\.(?:[cm]?js|ts):\d+:\d+|node_modules|syntax error at or near|invalid byte sequence/;

describe.skipIf(!canRun)('a hostile student', () => {
  const course = makeLeakCourse();
  const names = { course: COURSE, lesson: 'one-neuron', exercise: 'triple', student: '', submission: '' };
  const jars: Record<string, string> = {};
  let gradus: Gradus;

  async function send(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
    const response = await fetch(gradus.url + path, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(20_000),
    });
    // A stream of events goes on; its first piece is enough.
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const text = isStream ? await firstPiece(response) : await response.text();
    return { status: response.status, text, headers: response.headers };
  }

  async function firstPiece(response: Response): Promise<string> {
    const reader = response.body?.getReader();
    const piece = await reader?.read();
    await reader?.cancel();
    return new TextDecoder().decode(piece?.value);
  }

  /** As somebody, from a page of ours. */
  const as = (who: string, more: Record<string, string> = {}): Record<string, string> => ({
    cookie: jars[who] ?? '',
    'sec-fetch-site': 'same-origin',
    ...more,
  });
  const json = { 'content-type': 'application/json' };

  async function signIn(fields: Record<string, string>, way = 'demo'): Promise<{ answer: Answer; jar: string }> {
    const response = await signInByForm(gradus.url, fields, way);
    const { status, headers } = response;
    return { answer: { status, headers, text: await response.text() }, jar: cookiesOf(headers) };
  }

  function calm(what: string, { status, text }: Answer): void {
    expect(status, what).toBeLessThan(500);
    expect(INTERNALS.exec(text)?.[0], what).toBeUndefined();
    expect(markersIn(text, course.markers), what).toEqual([]);
  }

  function refused(what: string, answer: Answer): void {
    calm(what, answer);
    // 307 and 308: to the sign-in, or to the address without a double slash.
    expect([307, 308, 400, 401, 403, 404, 405, 413, 414, 415, 422, 431], what).toContain(answer.status);
  }

  async function handIn(who: string, body: unknown): Promise<Answer> {
    return await send(`/api/courses/${COURSE}/exercises/triple/submissions`, {
      method: 'POST',
      headers: as(who, json),
      body: JSON.stringify(body),
    });
  }

  beforeAll(async () => {
    gradus = await startGradus({ content: course.folder });
    for (const account of ['ada', 'ben', 'tara']) jars[account] = (await signIn({ account })).jar;
    const matrix = await send(`/api/courses/${COURSE}/matrix`, { headers: as('tara') });
    const { rows } = z.object({ rows: z.array(z.looseObject({ id: z.string() })) }).parse(JSON.parse(matrix.text));
    names.student = rows.find((row) => row['name'] === 'Ada Abel')?.id ?? '';
    const { text } = await handIn('ada', { code: RIGHT, idempotencyKey: crypto.randomUUID() });
    names.submission = z.object({ id: z.string() }).parse(JSON.parse(text)).id;
    await until(
      'a verdict',
      async () =>
        (await send(`/api/submissions/${names.submission}`, { headers: as('ada') })).text.includes('"state":"done"'),
      60_000,
    );
  }, MORE_TIME);
  afterAll(async () => {
    await gradus.stop();
    course.remove();
  });

  // First, while there are tries left.
  it('hands in once, however often it sends the same key, and never under another’s', async () => {
    const idempotencyKey = crypto.randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) => handIn('ada', { code: `${RIGHT} // ${i}`, idempotencyKey })),
    );
    const ids = answers.map(({ text }) => z.object({ id: z.string() }).parse(JSON.parse(text)).id);
    expect(new Set(ids).size).toBe(1);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    const other = await handIn('ben', { code: RIGHT, idempotencyKey });
    expect(other.status).toBe(202);
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(other.text));
    expect(ids).not.toContain(id);
    expect((await send(`/api/submissions/${id}`, { headers: as('ada') })).status).toBe(403);
  });

  it('stores halves of characters as nothing else than what they are', async () => {
    const half = `export function triple(x: number): number { return x; } // ${String.fromCharCode(0xd800)} ${String.fromCharCode(0xdfff)}`;
    const sent = JSON.stringify({ code: half, idempotencyKey: crypto.randomUUID() });
    const answer = await send(`/api/courses/${COURSE}/exercises/triple/submissions`, {
      method: 'POST',
      headers: as('ben', json),
      body: sent,
    });
    calm('half of a pair', answer);
    expect([202, 400]).toContain(answer.status);
  });

  describe.each(ROUTES.map((row) => [keyOf(row), row] as const))('at %s', (_, row) => {
    const attacks = attacksOn(row);
    const answersAll = row.answers.anonymous === 200;

    it('gets nothing without a session, or with a forged one', { timeout: MORE_TIME }, async () => {
      for (const [how, cookie] of await forgedSessions(names.student)) {
        const answer = await send(row.path(names), request(row, { cookie, 'sec-fetch-site': 'same-origin' }));
        calm(how, answer);
        expect(answer.status, how).toBe(row.answers.anonymous);
      }
    });

    it('gets what is nobody else’s', { timeout: MORE_TIME }, async () => {
      const answer = await send(row.path(names), request(row, as('ben')));
      calm(row.file, answer);
      // The course of this test has no such lesson.
      const expected = row.file.includes('[lesson]') ? 404 : row.answers['other-student'];
      expect(answer.status).toBe(expected);
      if (row.about === 'owner') expect(answer.text).not.toContain('Ada Abel');
    });

    it.skipIf(attacks.params.length === 0)('gets nothing for names that are none', { timeout: MORE_TIME }, async () => {
      for (let at = 0; at < attacks.params.length; at++) {
        for (const part of HOSTILE_PARTS) {
          const path = withPart(row, { at, part, names });
          const answer = await send(path, request(row, as('ben')));
          refused(`${row.method} ${path.slice(0, 200)}`, answer);
        }
      }
    });

    it('is not confused by a query', { timeout: MORE_TIME }, async () => {
      for (const name of [...attacks.query, 'x', '__proto__']) {
        for (const value of HOSTILE_VALUES) {
          const path = `${row.path(names)}?${name}=${value}&${name}=${value}`;
          calm(path.slice(0, 200), await send(path, request(row, as('ben'))));
        }
      }
    });

    it('has no other way in', { timeout: MORE_TIME }, async () => {
      const known = ROUTES.filter(({ file }) => file === row.file).map(({ method }) => method as string);
      for (const method of METHODS.filter((other) => !known.includes(other))) {
        const answer = await send(row.path(names), { method, headers: as('ben', json), body: body(method) });
        calm(`${method} ${row.path(names)}`, answer);
        if (row.file.endsWith('route.ts') && !row.file.includes('nextauth')) expect(answer.status).toBe(405);
      }
      const forged: Record<string, string>[] = [
        { 'next-action': '00'.repeat(20) },
        { rsc: '1', 'next-router-state-tree': '%00' },
      ];
      for (const header of forged) {
        calm(JSON.stringify(header), await send(row.path(names), request(row, as('ben', header))));
      }
    });

    it.skipIf(row.method === 'GET')('takes no order from another site', async () => {
      const foreign: Record<string, string>[] = [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
      ];
      for (const headers of foreign) {
        const answer = await send(row.path(names), request(row, as('ada', headers)));
        expect(answer.status, JSON.stringify(headers)).toBe(403);
      }
      const { cookie = '' } = as('ada');
      const unsigned: Record<string, string>[] = [
        { cookie },
        { cookie, origin: 'https://evil.example' },
        { cookie, origin: 'null' },
      ];
      for (const headers of unsigned) {
        expect((await send(row.path(names), request(row, headers))).status, JSON.stringify(headers)).toBe(403);
      }
    });

    it.skipIf(attacks.bodies === undefined || answersAll)('takes no body that it did not ask for', async () => {
      // Whoever may not do this at all is told so whatever was sent.
      const who = row.answers.owner < 300 ? 'ada' : 'ben';
      const before = await send(`/api/submissions/${names.submission}`, { headers: as('ada') });
      for (const { name, body: hostile, type = 'application/json', status = 400 } of attacks.bodies ?? []) {
        const sent = typeof hostile === 'string' ? hostile : JSON.stringify(hostile);
        const answer = await send(row.path(names), {
          method: row.method,
          headers: as(who, { 'content-type': type }),
          body: sent,
        });
        calm(name, answer);
        expect(row.answers.owner < 300 ? [status] : [status, 403], name).toContain(answer.status);
      }
      const after = await send(`/api/submissions/${names.submission}`, { headers: as('ada') });
      expect(after.text).toBe(before.text);
    });
  });

  it.each(HIDDEN_FILES)('finds no file at %s', async (path) => {
    const answer = await send(path, { headers: as('ben') });
    refused(path, answer);
    expect(answer.text).not.toMatch(/"dependencies"|defineChecks|\[core\]|^modules:/m);
  });

  it('signs in as nobody with fields that are none', { timeout: MORE_TIME }, async () => {
    const fields = ['\0', 'ada\0', '\ud800', "' or '1'='1", 'x'.repeat(10_000), '__proto__', '{"$ne":""}'];
    for (const value of fields) {
      for (const [way, form] of [
        ['demo', { account: value }],
        ['password', { email: value, password: value }],
        ['password', { email: 'ada.abel@demo.example', password: value }],
      ] as const) {
        const { answer, jar } = await signIn(form, way);
        calm(`${way} ${JSON.stringify(value).slice(0, 50)}`, answer);
        expect(jar, way).not.toContain('session-token');
      }
    }
    const forged = await send('/api/auth/callback/demo', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'account=ada&csrfToken=forged&json=true',
    });
    calm('a forged token of the form', forged);
    expect(cookiesOf(forged.headers)).not.toContain('session-token');
    // Nothing of all this has been taken for a failure of ours.
    expect(gradus.log()).not.toMatch(/a route failed/);
  });

  it('is told where it may not go after signing in', async () => {
    for (const to of [
      'https://evil.example/',
      '//evil.example',
      '\0',
      '\r\nset-cookie: x=1',
      '/\\evil.example',
      'javascript:alert(1)',
    ]) {
      const { answer } = await signIn({ account: 'ben', callbackUrl: to });
      calm(to, answer);
      const url = z.object({ url: z.string() }).safeParse(JSON.parse(answer.text)).data?.url ?? '';
      expect(new URL(url, gradus.url).origin, to).toBe(new URL(gradus.url).origin);
      expect(url).not.toMatch(/^javascript/);
    }
  });

  function request(row: RouteRow, headers: Record<string, string>): Sent {
    if (!row.body) return { method: row.method, headers };
    return { method: row.method, headers: { ...json, ...headers }, body: JSON.stringify(row.body(names)) };
  }
});

const body = (method: string): string | undefined => (method === 'GET' ? undefined : '{}');

/** Sessions that this server never made. */
async function forgedSessions(userId: string): Promise<[string, string][]> {
  const name = 'next-auth.session-token';
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: userId, iat: 1, exp: 4_102_444_800 };
  const foreign = await encode({ token: claims, secret: 'x'.repeat(64) });
  return [
    ['no session', ''],
    ['no text of a session', `${name}=garbage`],
    ['a session without a signature', `${name}=${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`],
    ['a session under another key', `${name}=${foreign}`],
    ['a session under another name', `__Secure-${name}=${foreign}; sub=${userId}; user=${userId}`],
  ];
}

/** The address of a row, with one part in its brackets replaced. */
function withPart(
  row: RouteRow,
  { at, part, names }: { at: number; part: string; names: Parameters<RouteRow['path']>[0] },
): string {
  const pattern = `/${row.file.replace(/\/(page\.tsx|route\.ts)$/, '')}`;
  const filled: Record<string, string> = {
    course: names.course,
    lesson: names.lesson,
    exercise: names.exercise,
    student: names.student,
    id: names.submission,
    '...nextauth': 'csrf',
  };
  let seen = 0;
  return pattern.replace(/\[([^\]]+)\]/g, (_, name: string) => (seen++ === at ? part : (filled[name] ?? '')));
}

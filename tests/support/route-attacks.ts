/**
 * What each address is attacked with. The tests that send it walk the table of routes; an address without a line here fails
 * one of them, and so does a line that forgets a part of the path or a body.
 */
import type { RouteRow } from './route-table';

/** A body that must be refused. */
interface HostileBody {
  readonly name: string;
  /** Sent as JSON, or as it is when it is text. */
  readonly body: unknown;
  readonly type?: string;
  /** Default: 400. */
  readonly status?: number;
}

interface RouteAttacks {
  /** The parts of the path in brackets, in their order. */
  readonly params: readonly string[];
  /** What it reads of the query. */
  readonly query: readonly string[];
  /** Only where it takes one. */
  readonly bodies?: readonly HostileBody[];
}

export const keyOf = ({ method, file }: Pick<RouteRow, 'method' | 'file'>): string => `${method} ${file}`;

/** As they stand in an address. None of them names anything. */
export const HOSTILE_PARTS: readonly string[] = [
  '%00',
  'softmax%00',
  '%ED%A0%80',
  '%FF%FE',
  '%E0%A4%A',
  '..%2f..%2f.env',
  '%2e%2e%2f%2e%2e%2fpackage.json',
  '..%5c..%5cpackage.json',
  "'%20or%20'1'='1",
  '__proto__',
  'constructor',
  '%7B%22%24ne%22%3Anull%7D',
  '%E2%80%AEeslaf',
  '00000000-0000-4000-8000-000000000000',
  '-1',
  'x'.repeat(5000),
];

export const HOSTILE_VALUES: readonly string[] = [
  '%00',
  '%ED%A0%80',
  '%FF',
  '-1',
  '1e309',
  'NaN',
  '99999999999999999999',
  '%5B%5D',
  "'%3B--",
  '__proto__',
  'x'.repeat(5000),
];

const code = 'export function triple(x: number): number { return x; }';
const deep = (n: number): string => '['.repeat(n) + ']'.repeat(n);

/** Refused by whatever reads JSON. */
const NOT_JSON: readonly HostileBody[] = [
  { name: 'nothing', body: '' },
  { name: 'half of an object', body: '{"code":' },
  { name: 'NUL', body: '\0' },
  { name: 'a list', body: [] },
  { name: 'null', body: null },
  { name: 'text', body: '"code"' },
  { name: 'a deep list', body: deep(50_000) },
  { name: 'a form', body: 'code=1', type: 'application/x-www-form-urlencoded' },
  { name: 'plain text', body: '{}', type: 'text/plain' },
  { name: 'parts', body: '--x\r\n\r\n{}\r\n--x--', type: 'multipart/form-data; boundary=x' },
  { name: 'keys of prototypes', body: '{"__proto__":{"admin":true},"constructor":{}}' },
];

/** What only the server decides. */
const CLAIMED = { score: 100, max: 100, status: 'graded', verdict: { score: 100 }, seed: 'x', attempt: 1 };

const key = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const handsIn = (rest: Record<string, unknown>): readonly HostileBody[] => [
  ...NOT_JSON,
  { name: 'no code', body: rest },
  { name: 'code that is a number', body: { ...rest, code: 1 } },
  { name: 'code with NUL', body: { ...rest, code: `${code}\0` } },
  { name: 'too much code', body: { ...rest, code: 'x'.repeat(150_000) }, status: 413 },
  { name: 'far too much of a body', body: { ...rest, code: 'x'.repeat(2_000_000) }, status: 413 },
  ...Object.entries({ ...CLAIMED, userId: key, student: key, submittedAt: '2020-01-01', id: key, role: 'admin' }).map(
    ([name, value]) => ({ name: `a ${name} of the client's own`, body: { ...rest, code, [name]: value } }),
  ),
];

const ids: readonly HostileBody[] = [
  // These addresses read less than the list is long.
  ...NOT_JSON.map((each) => (each.name === 'a deep list' ? { ...each, status: 413 } : each)),
  { name: 'an id that is none', body: { ids: ["' or 1=1"] } },
  { name: 'an id with NUL', body: { ids: ['\0'] } },
  { name: 'ids that are none', body: { ids: 'all' } },
  { name: 'too many ids', body: { ids: Array.from({ length: 100_000 }, () => key) }, status: 413 },
];

const page = (file: string, params: readonly string[] = [], query: readonly string[] = []): [string, RouteAttacks] => [
  `GET ${file === '' ? '' : `${file}/`}page.tsx`,
  { params, query },
];
const api = (
  method: string,
  file: string,
  params: readonly string[] = [],
  rest: Partial<RouteAttacks> = {},
): [string, RouteAttacks] => [`${method} api/${file}/route.ts`, { params, query: [], ...rest }];

const COURSE = 'courses/[course]';
const MATRIX = ['section', 'q', 'state', 'at'];

const ROUTE_ATTACKS: ReadonlyMap<string, RouteAttacks> = new Map([
  page(''),
  page('sign-in', [], ['from', 'callbackUrl', 'error']),
  page('playground', [], ['data']),
  page('docs/engine'),
  page('docs/capacity'),
  page('operate'),
  page('courses'),
  page(COURSE, ['course']),
  page(`${COURSE}/lessons/[lesson]`, ['course', 'lesson']),
  page(`${COURSE}/exercises/[exercise]`, ['course', 'exercise']),
  page(`${COURSE}/submissions/[id]`, ['course', 'id']),
  page(`${COURSE}/matrix`, ['course'], MATRIX),
  page(`${COURSE}/matrix/[student]/[exercise]`, ['course', 'student', 'exercise'], MATRIX),
  page(`${COURSE}/problems`, ['course']),
  page(`${COURSE}/problems/[exercise]`, ['course', 'exercise']),
  ['GET metrics/route.ts', { params: [], query: [] }],
  api('GET', 'auth/[...nextauth]', ['...nextauth'], { query: ['callbackUrl', 'error', 'csrf'] }),
  api('GET', '[...nothing]', ['...nothing']),
  api('GET', 'health/live'),
  api('GET', 'health/ready'),
  api('GET', 'operate'),
  api('POST', 'operate/retry', [], { bodies: ids }),
  api('POST', 'operate/cancel', [], { bodies: ids }),
  api('GET', `${COURSE}/exercises/[exercise]/draft`, ['course', 'exercise']),
  api('PUT', `${COURSE}/exercises/[exercise]/draft`, ['course', 'exercise'], {
    bodies: [
      ...handsIn({ baseVersion: 0 }),
      { name: 'a version below zero', body: { code, baseVersion: -1 } },
      { name: 'half a version', body: { code, baseVersion: 0.5 } },
      { name: 'an endless version', body: `{"code":"","baseVersion":1e999}` },
    ],
  }),
  api('POST', `${COURSE}/exercises/[exercise]/submissions`, ['course', 'exercise'], {
    bodies: [
      ...handsIn({ idempotencyKey: key }),
      { name: 'no key', body: { code } },
      { name: 'a key that is none', body: { code, idempotencyKey: "' or 1=1" } },
      { name: 'a list of keys', body: { code, idempotencyKey: [key] } },
    ],
  }),
  api('GET', `${COURSE}/matrix`, ['course'], { query: [...MATRIX, 'offset', 'limit'] }),
  api('GET', `${COURSE}/grades.csv`, ['course'], { query: MATRIX }),
  api('GET', 'submissions/[id]', ['id']),
  api('GET', 'submissions/[id]/events', ['id'], { query: ['trace'] }),
]);

export function attacksOn(row: RouteRow): RouteAttacks {
  const attacks = ROUTE_ATTACKS.get(keyOf(row));
  if (!attacks) throw new Error(`nothing attacks ${keyOf(row)}: give it a line in tests/support/route-attacks.ts`);
  return attacks;
}

/** Addresses of files that a server of pages has beside it, and must not give away. */
export const HIDDEN_FILES: readonly string[] = [
  '/.env',
  '/.git/config',
  '/.data/secret',
  '/.data/pg/PG_VERSION',
  '/.next/BUILD_ID',
  '/.next/server/app-paths-manifest.json',
  '/package.json',
  '/next.config.mjs',
  '/dist/judge-child.mjs',
  '/exercises/course.yaml',
  '/lib/boot/env.ts',
  '/tests/hostile/attack.ts',
  '/exercises/01-first/triple/checks.ts',
  '/exercises/01-first/triple/solution.ts',
  '/_next/static/../../package.json',
  '/_next/static/..%2f..%2f..%2fpackage.json',
  '/workers/..%2f..%2fpackage.json',
  '/workers/%2e%2e/%2e%2e/package.json',
  '/_next/image?url=%2Fpackage.json&w=64&q=75',
  '/_next/image?url=http%3A%2F%2F127.0.0.1%3A22%2F&w=64&q=75',
  '/_next/data/x/courses.json',
  '/api',
  '/api/../package.json',
  '//evil.example/%2e%2e',
];

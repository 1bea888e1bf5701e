/**
 * Every address of the site, and what each caller gets there. The tests of the policy and those over HTTP walk this table;
 * a page or route that is missing from it fails a test.
 */
import type { AccessRequest } from '@/lib/access/policy';
import { CALLERS, type Caller } from './access-callers';

/** What the addresses are filled with: `student` owns `submission`. */
interface RouteNames {
  course: string;
  lesson: string;
  exercise: string;
  student: string;
  submission: string;
}

export interface RouteRow {
  /** The file under app/ that answers. */
  file: string;
  method: 'GET' | 'PUT' | 'POST';
  path: (names: RouteNames) => string;
  /** JSON to send along. */
  body?: (names: RouteNames) => unknown;
  /** What the use case behind it asks the policy; nothing where the answer is the same for all. */
  asks: AccessRequest['action'][];
  /** `owner`: asked about the work of the caller called `owner`; `self`: about the caller's own. */
  about: 'owner' | 'self' | 'course';
  /** HTTP status by caller. 307 leads to the sign-in, or away from it. */
  answers: Record<Caller, number>;
}

type Answers = Record<Caller, number>;

function everybody(status: number): Answers {
  return Object.fromEntries(CALLERS.map((caller) => [caller, status])) as Answers;
}

/** Members of the course get `ok`; pages send strangers to the sign-in, the API says 401. */
function members(kind: 'page' | 'api', ok = 200): Answers {
  return {
    anonymous: kind === 'page' ? 307 : 401,
    owner: ok,
    'other-student': ok,
    'foreign-student': 403,
    ta: ok,
    instructor: ok,
    admin: ok,
    'foreign-admin': 403,
    operator: 403,
  };
}

const ownerAndStaff = (kind: 'page' | 'api'): Answers => ({ ...members(kind), 'other-student': 403 });
const staff = (kind: 'page' | 'api'): Answers => ({ ...ownerAndStaff(kind), owner: 403 });
const instructors = (kind: 'page' | 'api'): Answers => ({ ...staff(kind), ta: 403 });

const operators = (kind: 'page' | 'api'): Answers => ({
  ...everybody(403),
  anonymous: kind === 'page' ? 307 : 401,
  operator: 200,
});

const page = (file: string, path: RouteRow['path'], rest: Pick<RouteRow, 'asks' | 'about' | 'answers'>): RouteRow => ({
  file: file === '' ? 'page.tsx' : `${file}/page.tsx`,
  method: 'GET',
  path,
  ...rest,
});

const COURSE = 'courses/[course]';
const api = (at: string) => `api/${at}/route.ts`;
const code = 'export function perceptron() { return 0 }';

export const ROUTES: readonly RouteRow[] = [
  page('', () => '/', { asks: [], about: 'course', answers: everybody(307) }),
  page('sign-in', () => '/sign-in', {
    asks: [],
    about: 'course',
    answers: { ...everybody(307), anonymous: 200 },
  }),
  page('playground', () => '/playground', { asks: [], about: 'course', answers: everybody(200) }),
  page('docs/engine', () => '/docs/engine', { asks: [], about: 'course', answers: everybody(200) }),
  page('docs/capacity', () => '/docs/capacity', { asks: [], about: 'course', answers: everybody(200) }),
  page('courses', () => '/courses', {
    asks: ['course.list'],
    about: 'course',
    answers: { ...everybody(200), anonymous: 307 },
  }),
  page(COURSE, (n) => `/courses/${n.course}`, { asks: ['course.view'], about: 'course', answers: members('page') }),
  page(`${COURSE}/lessons/[lesson]`, (n) => `/courses/${n.course}/lessons/${n.lesson}`, {
    asks: ['lesson.view'],
    about: 'course',
    answers: members('page'),
  }),
  page(`${COURSE}/exercises/[exercise]`, (n) => `/courses/${n.course}/exercises/${n.exercise}`, {
    asks: ['exercise.view'],
    about: 'course',
    answers: members('page'),
  }),
  page(`${COURSE}/submissions/[id]`, (n) => `/courses/${n.course}/submissions/${n.submission}`, {
    asks: ['submission.view'],
    about: 'owner',
    answers: ownerAndStaff('page'),
  }),
  page(`${COURSE}/matrix`, (n) => `/courses/${n.course}/matrix`, {
    asks: ['gradebook.view'],
    about: 'course',
    answers: staff('page'),
  }),
  page(`${COURSE}/matrix/[student]/[exercise]`, (n) => `/courses/${n.course}/matrix/${n.student}/${n.exercise}`, {
    asks: ['gradebook.view', 'submission.view'],
    about: 'owner',
    answers: staff('page'),
  }),
  page(`${COURSE}/problems`, (n) => `/courses/${n.course}/problems`, {
    asks: ['problem.view-proof'],
    about: 'course',
    answers: instructors('page'),
  }),
  page(`${COURSE}/problems/[exercise]`, (n) => `/courses/${n.course}/problems/${n.exercise}`, {
    asks: ['problem.view-proof'],
    about: 'course',
    answers: instructors('page'),
  }),
  {
    // Who asks from this machine itself needs no account; from elsewhere a token is needed (lib/telemetry/metrics-access.test.ts).
    file: 'metrics/route.ts',
    method: 'GET',
    path: () => '/metrics',
    asks: [],
    about: 'course',
    answers: everybody(200),
  },
  page('operate', () => '/operate', { asks: ['platform.view'], about: 'course', answers: operators('page') }),
  {
    file: api('operate'),
    method: 'GET',
    path: () => '/api/operate',
    asks: ['platform.view'],
    about: 'course',
    answers: operators('api'),
  },
  {
    file: api('operate/retry'),
    method: 'POST',
    path: () => '/api/operate/retry',
    body: (n) => ({ ids: [n.submission] }),
    asks: ['platform.operate'],
    about: 'course',
    answers: operators('api'),
  },
  {
    file: api('operate/cancel'),
    method: 'POST',
    path: () => '/api/operate/cancel',
    body: (n) => ({ ids: [n.submission] }),
    asks: ['platform.operate'],
    about: 'course',
    answers: operators('api'),
  },
  {
    file: api('auth/[...nextauth]'),
    method: 'GET',
    path: () => '/api/auth/csrf',
    asks: [],
    about: 'course',
    answers: everybody(200),
  },
  {
    file: api('[...nothing]'),
    method: 'GET',
    path: () => '/api/nothing/here',
    asks: [],
    about: 'course',
    answers: everybody(404),
  },
  {
    file: api('health/live'),
    method: 'GET',
    path: () => '/api/health/live',
    asks: [],
    about: 'course',
    answers: everybody(200),
  },
  {
    file: api('health/ready'),
    method: 'GET',
    path: () => '/api/health/ready',
    asks: [],
    about: 'course',
    answers: everybody(200),
  },
  {
    file: api('courses/[course]/exercises/[exercise]/draft'),
    method: 'GET',
    path: (n) => `/api/courses/${n.course}/exercises/${n.exercise}/draft`,
    asks: ['exercise.view', 'draft.read'],
    about: 'self',
    answers: members('api'),
  },
  {
    file: api('courses/[course]/exercises/[exercise]/draft'),
    method: 'PUT',
    path: (n) => `/api/courses/${n.course}/exercises/${n.exercise}/draft`,
    body: () => ({ code, baseVersion: 0 }),
    asks: ['exercise.view', 'draft.write'],
    about: 'self',
    answers: members('api'),
  },
  {
    file: api('courses/[course]/exercises/[exercise]/submissions'),
    method: 'POST',
    path: (n) => `/api/courses/${n.course}/exercises/${n.exercise}/submissions`,
    body: () => ({ code, idempotencyKey: crypto.randomUUID() }),
    asks: ['exercise.view', 'submission.create'],
    about: 'self',
    answers: members('api', 202),
  },
  {
    file: api('courses/[course]/matrix'),
    method: 'GET',
    path: (n) => `/api/courses/${n.course}/matrix`,
    asks: ['gradebook.view'],
    about: 'course',
    answers: staff('api'),
  },
  {
    file: api('courses/[course]/grades.csv'),
    method: 'GET',
    path: (n) => `/api/courses/${n.course}/grades.csv`,
    asks: ['gradebook.view', 'gradebook.export'],
    about: 'course',
    answers: staff('api'),
  },
  {
    file: api('submissions/[id]'),
    method: 'GET',
    path: (n) => `/api/submissions/${n.submission}`,
    asks: ['submission.view'],
    about: 'owner',
    answers: ownerAndStaff('api'),
  },
  {
    file: api('submissions/[id]/events'),
    method: 'GET',
    path: (n) => `/api/submissions/${n.submission}/events`,
    asks: ['submission.view'],
    about: 'owner',
    answers: ownerAndStaff('api'),
  },
];

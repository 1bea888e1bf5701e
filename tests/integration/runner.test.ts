/** The runner with real children: outcomes of every kind, deaths, and that nothing is left behind. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleExercise } from '@/lib/content/bundle';
import { createRunner } from '@/lib/runner';
import type { GradeOutcome, JudgeBundle, Limits, Runner } from '@/lib/runner';
import type { RawGroup, RawGroupOutcome } from '@/lib/script/raw-group';
import { decodeSteps, encodeScript } from '@/lib/script/wire';
import { findChildren, killWorkingChild, starveChildren } from '../support/children';

const callF = (x: number): string => encodeScript([{ op: 'call', name: 'f', args: [x] }]);

/** About a second of a processor, however many others want it. */
const WORK = 'let w = 0; for (let i = 0; i < 2e8; i++) w = Math.sqrt(w + i);';

/** A judge that asks for the given groups and hands all outcomes over as its verdict. */
function asking(groups: (string[] | RawGroup)[], body = ''): JudgeBundle {
  const code = `${body}
    globalThis.judge = {
      begin: () => JSON.stringify({ groups: ${JSON.stringify(groups)} }),
      next: (json) => JSON.stringify({ kind: 'done', verdict: JSON.parse(json) }),
      echo: (json) => json,
      fail: () => { throw new Error('a mistake in checks.ts'); },
      work: () => { ${WORK} return 'worked'; },
    };`;
  return { hash: `asking ${code.length} ${JSON.stringify(groups)}`, code };
}

interface How {
  signal?: AbortSignal;
  limits?: Partial<Limits>;
}

const never = new AbortController().signal;
let runner: Runner;

async function grade(
  bundle: JudgeBundle,
  source: string,
  { signal = never, limits = {} }: How = {},
): Promise<GradeOutcome> {
  return runner.grade({ bundle, source, exports: ['f'], seed: 'seed', only: 'all', limits }, signal);
}

async function outcomesOf(groups: (string[] | RawGroup)[], source: string, how: How = {}): Promise<RawGroupOutcome[]> {
  const outcome = await grade(asking(groups), source, how);
  if (outcome.kind !== 'verdict') throw new Error(outcome.reason);
  return (JSON.parse(outcome.text) as { outcomes: RawGroupOutcome[] }).outcomes;
}

beforeAll(async () => {
  runner = await createRunner({ students: 1, judges: 2 });
});
afterAll(async () => {
  await runner.close();
  expect([...findChildren('student-child'), ...findChildren('judge-child')]).toEqual([]);
});

describe('a group', () => {
  it('gives the observations of each script, and what was printed', async () => {
    const source = 'let n = 0;\nexport function f(x: number): number { console.log("f", x); return x + ++n; }';
    const [first, second] = await outcomesOf([[callF(1), callF(10)], [callF(1)]], source);
    expect(first).toMatchObject({ load: { kind: 'loaded', notes: [] }, logs: 'f 1\nf 10\n' });
    const values = first?.scripts.map((script) => (script.kind === 'ran' ? decodeSteps(script.text) : script));
    expect(values).toEqual([[{ kind: 'value', value: 2 }], [{ kind: 'value', value: 12 }]]);
    // Another group is another isolate: its counter starts anew.
    expect(second?.scripts).toEqual([{ kind: 'ran', text: '[{"k":"v","v":2}]' }]);
  });

  it('tells what its spoken scripts print, and never what the others do', async () => {
    const source = `console.log('loaded');
      export function f(x) { console.log(x); if (x === 2) for (;;); return x }`;
    const group = (spoken: number, ...xs: number[]): RawGroup => ({
      scripts: xs.map(callF),
      spoken,
      last: false,
    });
    const logsOf = async (...groups: RawGroup[]) => (await outcomesOf(groups, source)).map(({ logs }) => logs);
    expect(await logsOf(group(2, 1, 3, 4, 5))).toEqual(['loaded\n1\n3\n']);
    expect(await logsOf(group(0, 4, 5), group(1, 6, 7))).toEqual(['', 'loaded\n6\n']);
    // One that ends the isolate takes along what it printed; what it would hide stays hidden, too.
    expect(await logsOf(group(1, 1, 2, 3))).toEqual(['loaded\n1\n']);
    // A promise that nobody looks after makes the child begin again, one by one.
    const odd = `export function f(x) { console.log(x); if (x > 4) Promise.reject(new Error('late')); return x }`;
    const scripts = Array.from({ length: 12 }, (_, i) => callF(i));
    const [again] = await outcomesOf([{ scripts, spoken: 2, last: false }], odd);
    expect(again?.logs).toBe('0\n1\n');
    expect(again?.scripts.every(({ kind }) => kind === 'ran')).toBe(true);
  });

  it('keeps what spoken scripts print when another one takes the process along', async () => {
    const source = `export function f(x) { console.log(x); if (x > 1) { const m = new Map(); for (let i = 0; ; i++) m.set(i, [i]); } return x }`;
    const [group] = await outcomesOf([{ scripts: [callF(1), callF(2)], spoken: 1, last: false }], source);
    expect(group).toMatchObject({ logs: '1\n', scripts: [{ kind: 'ran' }, { kind: 'memory-limit' }] });
  });

  it('is not run in vain when it comes last, after a script that was cut short', async () => {
    const source = 'export function f(x) { while (x === 2); return x }';
    const last = { scripts: [callF(3)], spoken: 0, last: true };
    const kindsOf = async (x: number) => {
      const groups = await outcomesOf([{ scripts: [callF(x)], spoken: 0, last: false }, last], source);
      return groups.flatMap(({ scripts }) => scripts.map(({ kind }) => kind));
    };
    expect(await kindsOf(2)).toEqual(['timeout', 'not-run']);
    expect(await kindsOf(1)).toEqual(['ran', 'ran']);
  });

  it('takes a function without export, with a note', async () => {
    const [group] = await outcomesOf([[callF(1)]], 'function f(x) { return x }');
    expect(group?.load).toEqual({
      kind: 'loaded',
      notes: ['f has no export in front of it; it was used all the same.'],
    });
  });

  it.each<[string, string, RawGroupOutcome['load']]>([
    [
      'a syntax error',
      'export const f = ;',
      { kind: 'syntax-error', message: 'Line 1: expression expected.', line: 1, column: 18 },
    ],
    [
      'a throw at the top level',
      'const a = 1;\n  null.x;',
      { kind: 'threw', name: 'TypeError', message: "Cannot read properties of null (reading 'x')", line: 2, column: 8 },
    ],
    ['an endless loop at the top level', 'for (;;);', { kind: 'timeout' }],
  ])('that does not load tells why: %s', async (_, source, load) => {
    expect(await outcomesOf([[callF(1)], [callF(2)]], source)).toEqual([
      { load, scripts: [], logs: '' },
      { load, scripts: [], logs: '' },
    ]);
  });

  it('stops at an endless loop and leaves the rest to another group', async () => {
    const source = 'export function f(x: number) { while (x === 2); return x }';
    const groups = await outcomesOf([[callF(1), callF(2), callF(3)], [callF(3)]], source);
    expect(groups.map(({ scripts }) => scripts.map(({ kind }) => kind))).toEqual([
      ['ran', 'timeout', 'not-run'],
      ['ran'],
    ]);
  });

  it('is no longer run after two groups that gave no answer at all', async () => {
    const groups = await outcomesOf([[callF(1)], [callF(2)], [callF(3)]], 'export function f() { for (;;); }');
    expect(groups.map(({ scripts }) => scripts[0]?.kind)).toEqual(['timeout', 'timeout', 'not-run']);
  });

  it('ends where the heap ends', async () => {
    const source = 'export function f() { let a = []; for (;;) a = [a, new Array(1e5).fill(a)]; }';
    const [group] = await outcomesOf([[callF(1)]], source);
    expect(['memory-limit', 'timeout']).toContain(group?.scripts[0]?.kind);
  });

  it('survives promises that are rejected and left alone', async () => {
    const source = 'Promise.reject(1);\nexport function f(x) { Promise.reject(new Proxy({}, {})); return x }';
    const [group] = await outcomesOf([[callF(4)]], source);
    expect(group?.scripts).toEqual([{ kind: 'ran', text: '[{"k":"v","v":4}]' }]);
  });

  const forty = Array.from({ length: 40 }, (_, i) => callF(i));

  it('answers forty scripts as it would one by one, each with its turn of promises', async () => {
    const source = `let calls = 0, turns = 0;
      export function f(x) {
        Promise.resolve().then(() => turns++);
        if (x % 9 === 8) Promise.reject(x);
        return [x, calls++, turns];
      }`;
    const [group] = await outcomesOf([forty], source);
    const values = group?.scripts.map((script) => (script.kind === 'ran' ? decodeSteps(script.text) : script));
    expect(values).toEqual(forty.map((_, i) => [{ kind: 'value', value: [i, i, i] }]));
  });

  it.each([
    ['a loop', 'for (;;);', 'timeout', 1000],
    ['all of the memory', 'let a = []; for (;;) a = [a, new Array(1e6).fill(a)];', 'memory-limit', 5000],
  ])('of forty scripts blames the one that takes %s', { timeout: 120_000 }, async (_, body, kind, scriptMs) => {
    const source = `export function f(x) { console.log(x); if (x === 20) { ${body} } return x }`;
    const [group] = await outcomesOf([forty], source, { limits: { scriptMs, groupMs: 20_000, totalMs: 40_000 } });
    const kinds = forty.map((_, i) => (i < 20 ? 'ran' : i === 20 ? kind : 'not-run'));
    expect(group?.scripts.map((script) => script.kind)).toEqual(kinds);
    if (kind === 'timeout') expect(group?.logs).toBe(Array.from({ length: 21 }, (_, i) => `${i}\n`).join(''));
  });

  it('refuses source that is too large before anything reads it', async () => {
    const [group] = await outcomesOf([[callF(1)]], ' '.repeat(100_001));
    expect(group?.load).toMatchObject({ kind: 'syntax-error', message: 'Your program is longer than 100 kB.' });
  });
});

describe('a child that dies', () => {
  const slow = `export function f(x) { ${WORK} return x }`;

  const patient = { limits: { scriptMs: 20_000, groupMs: 20_000, totalMs: 40_000 } };

  it('once is replaced, and nobody is blamed', async () => {
    const grading = outcomesOf([[callF(5)]], slow, patient);
    await killWorkingChild('student-child');
    expect((await grading)[0]?.scripts).toEqual([{ kind: 'ran', text: '[{"k":"v","v":5}]' }]);
  });

  it('by somebody else’s hand again and again is replaced, and still nobody is blamed', async () => {
    const grading = outcomesOf([[callF(5)], [callF(6)]], slow, patient);
    for (let times = 0; times < 3; times++) await killWorkingChild('student-child');
    expect((await grading).map(({ scripts }) => scripts[0]?.kind)).toEqual(['ran', 'ran']);
  });

  it('by somebody else’s hand each time is left to another day', async () => {
    const grading = expect(outcomesOf([[callF(5)]], slow, patient)).rejects.toMatchObject({ code: 'runner_failed' });
    for (let times = 0; times < 4; times++) await killWorkingChild('student-child');
    await grading;
  });

  it('twice by itself is an observation', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(path.resolve('dist', 'dying-'));
    const dying = path.join(folder, 'student-child.mjs');
    const program = readFileSync(path.join('dist', 'student-child.mjs'), 'utf8');
    // At work only, and by its own time: an idle one lives, and a busy machine kills none before the program is loaded.
    const die = `const began=process.cpuUsage();setInterval(()=>{const{user,system}=process.cpuUsage(began);
      if(user+system>700_000)process.exit(7)},20);`;
    writeFileSync(dying, `${program};if(!process.argv.includes('--canary')){${die}}`);
    const mortal = await createRunner({ students: 1, judges: 1, studentChild: dying });
    try {
      const source = 'export function f() { for (;;); }';
      const job = {
        bundle: asking([[callF(5), callF(6)]]),
        source,
        exports: ['f'],
        seed: 'seed',
        only: 'all' as const,
      };
      // The child comes to its timer when the script is stopped: after a time in which it has long used up its own.
      const outcome = await mortal.grade({ ...job, limits: { ...patient.limits, scriptMs: 2_000 } }, never);
      expect(outcome.kind === 'verdict' && JSON.parse(outcome.text)).toMatchObject({
        outcomes: [{ scripts: [{ kind: 'crashed' }, { kind: 'not-run' }] }],
      });
    } finally {
      await mortal.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('as a judge is replaced once', async () => {
    const working = runner.judgeCall(asking([]), 'work', '', never);
    await killWorkingChild('judge-child');
    expect(await working).toBe('worked');
  });

  it('as a judge twice is our fault', async () => {
    const bundle = asking([], `{ ${WORK} }`);
    const grading = grade(bundle, 'export const f = 1');
    await killWorkingChild('judge-child');
    await killWorkingChild('judge-child');
    expect(await grading).toMatchObject({ kind: 'platform-error' });
  });
});

describe.skipIf(process.platform !== 'linux')('a machine that is too busy', () => {
  const outcomesOnIt = async (share: number, scripts: string[], source: string) => {
    const starving = starveChildren('student-child', share);
    try {
      return (await outcomesOf([scripts], source))[0]?.scripts.map(({ kind }) => kind);
    } finally {
      starving.stop();
    }
  };

  it('turns nobody’s honest program into one that takes too long', async () => {
    const source = 'export function f(x) { let w = 0; for (let i = 0; i < 3e7; i++) w = Math.sqrt(w + i); return x }';
    expect(await outcomesOnIt(0.1, [callF(1), callF(2)], source)).toEqual(['ran', 'ran']);
  }, 120_000);

  it('still finds the loop that never ends', async () => {
    const source = 'export function f(x) { while (x === 2); return x }';
    expect(await outcomesOnIt(0.35, [callF(1), callF(2)], source)).toEqual(['ran', 'timeout']);
  }, 120_000);
});

describe('a judge', () => {
  it('that throws is our fault, with its reason', async () => {
    await expect(runner.judgeCall(asking([]), 'fail', '', never)).rejects.toMatchObject({
      code: 'runner_failed',
      message: expect.stringContaining('a mistake in checks.ts') as string,
    });
  });

  it('is used again where that is proved to be the same, with chance and clock put back', async () => {
    const body = `let n = 0; Math.random(); globalThis.look = () => JSON.stringify([++n, Math.random(), Date.now()]);`;
    const bundle = { ...asking([], body), steady: true };
    const code = `${bundle.code}; judge.look = () => look();`;
    const looks: number[][] = [];
    for (let i = 0; i < 3; i++) {
      looks.push(JSON.parse(await runner.judgeCall({ ...bundle, code }, 'look', '', never)) as number[]);
    }
    expect(looks.map(([n]) => n)).toEqual([1, 2, 3]);
    expect(new Set(looks.map(([, random, clock]) => `${random} ${clock}`)).size).toBe(1);
    const fresh = JSON.parse(await runner.judgeCall({ ...bundle, code, steady: false }, 'look', '', never)) as number[];
    expect(fresh).toEqual([1, ...(looks[0] ?? []).slice(1)]);
  });

  it('gives no context that was warmed up to a session that wants its own', async () => {
    const counting = { ...asking([], 'let n = 0; globalThis.count = () => ++n;'), hash: 'warmed up', steady: true };
    const code = `${counting.code}; judge.begin = () => { count(); return '{"groups":[]}'; }; judge.count = () => String(count());`;
    const bundle = { ...counting, code };
    // While the second has its context, the first loses its own: another is made ahead and warmed up.
    const failing = expect(runner.judgeCall(bundle, 'fail', '', never)).rejects.toThrow();
    await runner.judgeCall(bundle, 'work', '', never);
    await failing;
    // Each takes its turn in the isolate behind some of the warming up.
    for (let i = 0; i < 30; i++) await runner.judgeCall(bundle, 'echo', '', never);
    expect(await runner.judgeCall({ ...bundle, steady: false }, 'count', '', never)).toBe('1');
  });

  it('keeps nothing from one session to the next, and makes room for other bundles', async () => {
    const counting = asking([], 'let n = 0; globalThis.count = () => ++n;');
    const code = `${counting.code}; judge.count = () => String(count());`;
    for (const hash of ['a', 'b', 'c', 'a', 'a']) {
      expect(await runner.judgeCall({ hash, code }, 'count', '', never)).toBe('1');
    }
  });

  it('serves many at once', async () => {
    const inputs = Array.from({ length: 12 }, (_, i) => `input ${i}`);
    const said = inputs.map((input, i) =>
      runner.judgeCall({ ...asking([]), hash: `many ${i % 4}` }, 'echo', input, never),
    );
    expect(await Promise.all(said)).toEqual(inputs);
  });
});

describe('a job', () => {
  it('can be given up', async () => {
    const giveUp = new AbortController();
    const grading = grade(asking([[callF(1)]]), 'export function f() { for (;;); }', { signal: giveUp.signal });
    giveUp.abort(new Error('no longer wanted'));
    await expect(grading).rejects.toThrow('no longer wanted');
    expect(await outcomesOf([[callF(1)]], 'export const f = (x) => x')).toHaveLength(1);
  });

  it('gives the same verdict to the bit when it is graded again', async () => {
    const bundle = await bundleExercise('tests/hostile/fixture');
    const source =
      'export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b / 3)); }';
    const job = { bundle, source, exports: ['predict'], seed: 'a seed', only: 'all' as const };
    const [first, second] = await Promise.all([runner.grade(job, never), runner.grade(job, never)]);
    expect(first.kind).toBe('verdict');
    expect(second).toEqual(first);
  });
});

/** Linux's niceness of the session of a process; undefined where sessions have none, and for our own. */
function nicenessOfSession(pid: number): number | undefined {
  const read = (of: number | 'self'): string[] | undefined =>
    existsSync(`/proc/${of}/autogroup`) ? readFileSync(`/proc/${of}/autogroup`, 'utf8').trim().split(' ') : undefined;
  const [session, , nice] = read(pid) ?? [];
  return session === undefined || session === read('self')?.[0] ? undefined : Number(nice);
}

describe('children', () => {
  it('come after everybody else, in a session of their own, too', async () => {
    const children = [...findChildren('student-child'), ...findChildren('judge-child')];
    expect(children.length).toBeGreaterThan(1);
    for (const pid of children) {
      await vi.waitFor(() => expect(os.getPriority(pid)).toBe(10), { timeout: 10_000 });
      // Linux takes no more than ten such wishes a second from users.
      await vi.waitFor(() => expect(nicenessOfSession(pid) ?? 10).toBe(10), { timeout: 10_000 });
    }
  });
});

describe('walls', () => {
  it('are reported one by one', () => {
    expect(runner.walls.walls.map(({ name }) => name)).toContain('bubblewrap');
    expect(runner.walls.walls.find(({ name }) => name === 'isolate')?.stands).toBe(true);
    expect(runner.walls.walls.find(({ name }) => name === 'environment')?.stands).toBe(true);
  });
});

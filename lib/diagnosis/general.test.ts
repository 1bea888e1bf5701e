import { describe, expect, it } from 'vitest';
import { TIERS } from '../exercise/tolerance';
import type { Data } from '../script/script';
import type { Failure } from './failure';
import { explain } from './general';

/** A failing case with a batch of m rows: got and want as whole answers. */
function differs(got: Data, want: Data, rest: { m?: number; previous?: Data; mutated?: boolean } = {}): Failure {
  return {
    kind: 'value',
    part: null,
    at: '[0]',
    gotAt: 0,
    wantAt: 1,
    allowed: 1e-9,
    got,
    want,
    previous: rest.previous,
    step: 0,
    tolerance: TIERS.T2,
    sizes: { m: rest.m ?? 3, n: 7 },
    mutated: rest.mutated ?? false,
  };
}

function shaped(got: Data, want: Data): Failure {
  return { kind: 'shape', part: null, at: '', gotShape: '', wantShape: '', got, want, step: 0 };
}

const threw = (name: string, message = 'secret 42'): Failure => ({ kind: 'threw', name, message, line: 3, step: 0 });

interface Case {
  name: string;
  failures: Failure[];
  code: string | undefined;
  text?: RegExp;
}

const CASES: Case[] = [
  { name: 'opposite sign', failures: [differs([1, -2], [-1, 2]), differs([3], [-3])], code: 'sign-flipped' },
  { name: 'opposite sign once only', failures: [differs([1, -2], [-1, 2]), differs([3], [-4])], code: undefined },
  { name: 'twice', failures: [differs([2, 4], [1, 2])], code: 'scaled', text: /twice/ },
  { name: 'half', failures: [differs([0.5], [1])], code: 'scaled', text: /half/ },
  {
    name: 'm times, m differs',
    failures: [differs([3], [1], { m: 3 }), differs([10], [2], { m: 5 })],
    code: 'scaled',
    text: /\$m\$ times too large/,
  },
  {
    name: 'divided by m',
    failures: [differs([1], [3], { m: 3 }), differs([2], [10], { m: 5 })],
    code: 'scaled',
    text: /\$m\$ times too small/,
  },
  {
    name: 'divided by 2m',
    failures: [differs([1], [6], { m: 3 }), differs([1], [10], { m: 5 })],
    code: 'scaled',
    text: /2m/,
  },
  {
    name: 'm/2',
    failures: [differs([1.5], [1], { m: 3 }), differs([2.5], [1], { m: 5 })],
    code: 'scaled',
    text: /m\/2/,
  },
  {
    name: 'some constant in three cases',
    failures: [differs([3.1], [1]), differs([6.2], [2]), differs([9.3], [3])],
    code: 'scaled',
    text: /3\.100 times/,
  },
  { name: 'some constant in one case says nothing', failures: [differs([3.1], [1])], code: undefined },
  {
    name: 'transposed square',
    failures: [
      differs(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 3],
          [2, 4],
        ],
      ),
    ],
    code: 'transposed',
  },
  {
    name: 'transposed by shape',
    failures: [
      shaped(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        [
          [1, 3, 5],
          [2, 4, 6],
        ],
      ),
    ],
    code: 'transposed',
  },
  {
    name: 'transposed, square or not',
    failures: [
      differs(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 3],
          [2, 4],
        ],
      ),
      shaped([[1, 2]], [[1], [2]]),
    ],
    code: 'transposed',
  },
  {
    name: 'flat instead of nested',
    failures: [
      shaped(
        [1, 2, 3, 4],
        [
          [1, 2],
          [3, 4],
        ],
      ),
    ],
    code: 'reshaped',
  },
  { name: 'another shape', failures: [shaped([1, 2, 3], [1, 2])], code: 'wrong-shape' },
  { name: 'the step before', failures: [differs([1, 2], [5, 6], { previous: [1, 2] })], code: 'previous-step' },
  {
    name: 'input changed',
    failures: [differs([1], [5], { mutated: true }), differs([2], [7], { mutated: true })],
    code: 'input-mutated',
  },
  { name: 'NaN', failures: [differs([NaN, 1], [1, 1]), differs([2, NaN], [2, 1])], code: 'not-finite', text: /NaN/ },
  { name: 'infinity', failures: [differs([Infinity], [1])], code: 'not-finite', text: /Infinity/ },
  { name: 'nothing returned', failures: [shaped(undefined, [1]), shaped(undefined, [2])], code: 'returned-nothing' },
  { name: 'throws', failures: [threw('TypeError'), threw('TypeError')], code: 'threw', text: /a TypeError/ },
  {
    name: 'an error with a name of its own',
    failures: [threw('my input was 42')],
    code: 'threw',
    text: /threw an error/,
  },
  {
    name: 'not written yet',
    failures: [threw('Error', 'Not written yet: the loss')],
    code: 'threw',
    text: /not written yet/,
  },
  {
    name: 'no export',
    failures: [{ kind: 'missing', name: 'softmax', found: 'undefined' }],
    code: 'missing-export',
    text: /`softmax`/,
  },
  { name: 'a loop among others', failures: [differs([1], [2]), { kind: 'timeout' }], code: 'timeout' },
  { name: 'memory', failures: [{ kind: 'memory-limit' }], code: 'memory-limit' },
  { name: 'crash', failures: [{ kind: 'crashed' }], code: 'crashed' },
  { name: 'not plain', failures: [{ kind: 'invalid', why: 'a promise' }], code: 'invalid-output' },
  { name: 'second call differs', failures: [{ kind: 'second-call', got: 1, want: 2 }], code: 'state-kept' },
  { name: 'argument changed', failures: [{ kind: 'mutated', argument: 0 }], code: 'input-mutated' },
  { name: 'memory shared', failures: [{ kind: 'shares' }], code: 'shares-memory' },
  { name: 'no error', failures: [{ kind: 'did-not-throw', got: 1 }], code: 'did-not-throw' },
  {
    name: 'another loss',
    failures: [{ kind: 'gradient', claimed: 'grad', own: false, evidence: null }],
    code: 'loss-is-another-function',
  },
  {
    name: 'not of own loss',
    failures: [{ kind: 'gradient', claimed: 'grad', own: true, evidence: null }],
    code: 'gradient-not-of-own-loss',
  },
  { name: 'replay', failures: [{ kind: 'replay' }], code: 'depends-on-earlier-calls' },
  { name: 'nothing in common', failures: [differs([1, 5], [2, 3])], code: undefined },
];

describe('explain', () => {
  it.each(CASES)('$name', ({ failures, code, text }) => {
    const found = explain(failures, { failing: failures.length, cases: failures.length + 2 });
    expect(found?.code).toBe(code);
    if (text) expect(found?.text).toMatch(text);
  });

  it('names the part that is wrong, and the part that is right', () => {
    const failures = [3, 5].map((m) => differs({ loss: 2, grad: [m * 1, m * 4] }, { loss: 2, grad: [1, 4] }, { m }));
    const found = explain(failures, { failing: 2, cases: 2 });
    expect(found?.code).toBe('scaled');
    expect(found?.text).toBe(
      'Your `grad` is $m$ times too large, with $m$ the size of the batch in both cases. It looks like a mean over the batch is missing. The `loss` is right.',
    );
  });

  it('tells no value of input or answer, whatever failed', () => {
    for (const { failures } of CASES) {
      const text = explain(failures, { failing: failures.length, cases: failures.length })?.text ?? '';
      expect(text).not.toMatch(/42|secret|6\.2|9\.3/);
      expect(text).not.toContain('!');
    }
  });
});

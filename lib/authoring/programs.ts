/** Programs made for a proof: the float32 version of a solution, and hostile code for its exports. */

/**
 * A solution whose every answer is rounded to float32: functions and methods are wrapped after they were declared.
 * What stays float64 inside does not matter, since only answers are judged.
 */
export function toFloat32(solution: string, exports: readonly string[]): string {
  const wraps = exports.map(
    (name) =>
      `if (/^class\\b/.test(Function.prototype.toString.call(${name}))) {
  for (const key of Object.getOwnPropertyNames(${name}.prototype)) {
    const method = Object.getOwnPropertyDescriptor(${name}.prototype, key)?.value;
    if (key !== 'constructor' && typeof method === 'function') {
      ${name}.prototype[key] = function (...given) { return toSingle(method.apply(this, given)); };
    }
  }
} else {
  const original = ${name};
  ${name} = (...given) => toSingle(original(...given));
}`,
  );
  return `${solution.replace(/^export const /gm, 'export let ')}
const toSingle = (value) => {
  if (typeof value === 'number') return Math.fround(value);
  if (ArrayBuffer.isView(value)) return Float32Array.from(value);
  if (Array.isArray(value)) return value.map(toSingle);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toSingle(item)]));
  return value;
};
${wraps.join('\n')}
`;
}

/** What may be said about a hostile program: a fault of the whole submission, or the diagnosis of every check. */
export interface HostileProgram {
  name: string;
  source: string;
  /** Accepted kinds of fault or codes of diagnosis. */
  accepted: readonly string[];
}

/** The standard set: nothing to write for an author. */
export function hostilePrograms(exports: readonly string[]): HostileProgram[] {
  const each = (body: string): string => exports.map((name) => `export function ${name}() { ${body} }`).join('\n');
  const memory = ['memory-limit', 'crashed', 'timeout', 'not-run', 'threw'];
  return [
    { name: 'endless loop', source: each('for (;;) {}'), accepted: ['timeout', 'not-run'] },
    {
      name: 'endless recursion',
      source: `function down(): number { return 1 + down(); }\n${each('return down();')}`,
      accepted: ['threw', 'crashed'],
    },
    {
      name: 'memory without end',
      source: each('const held = []; for (;;) held.push(new Array(1e5).fill(held.length));'),
      accepted: memory,
    },
    {
      name: 'throws when loaded',
      source: `${each('return 0;')}\nthrow new Error('at the top level');`,
      accepted: ['threw'],
    },
    { name: 'loops when loaded', source: `${each('return 0;')}\nwhile (true) {}`, accepted: ['timeout'] },
    { name: 'does not parse', source: each('return ('), accepted: ['syntax-error'] },
    { name: 'no exports', source: 'export const other = 1;', accepted: ['missing', 'missing-export'] },
    {
      name: 'huge answer',
      source: each("return 'x'.repeat(3e7);"),
      accepted: ['invalid-output', 'memory-limit', 'wrong-shape', 'crashed', 'missing-export'],
    },
    {
      name: 'cyclic answer',
      source: each('const a = []; a.push(a); return a;'),
      accepted: ['invalid-output', 'wrong-shape', 'missing-export'],
    },
    {
      name: 'a promise',
      source: exports.map((name) => `export async function ${name}() { return 0; }`).join('\n'),
      accepted: ['invalid-output', 'missing-export', 'missing'],
    },
  ];
}

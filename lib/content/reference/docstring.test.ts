import { describe, expect, it } from 'vitest';
import { parseDocstring } from './docstring';

const SOFTMAX = `/**
   * Softmax over classes, shifted by the row maximum
   * so that no exponent overflows.
   *
   *   y[b,k] = exp(x[b,k] − m[b]) / Σ_j exp(x[b,j] − m[b])
   *     m[b] = max_j x[b,j]
   *
   * Rows:
   * - sum to one,
   *   up to rounding
   * - are positive
   *
   * @param x logits, [batch, classes],
   *   classes ≥ 1
   * @param axis - the last one
   * @returns [batch, classes]
   * @throws EngineError unless x has rank 2
   * @see Goodfellow, Bengio, Courville, Deep Learning (2016), §4.1
   * @example
   * const x = tensor([[1, 2]]);
   * for (const row of [x]) {
   *   row.softmax();
   * }
   */`;

describe('parseDocstring', () => {
  it('tells text, formulas and lists apart, and keeps the shape of a formula', () => {
    expect(parseDocstring(SOFTMAX).about).toEqual([
      { kind: 'text', text: 'Softmax over classes, shifted by the row maximum so that no exponent overflows.' },
      { kind: 'formula', text: 'y[b,k] = exp(x[b,k] − m[b]) / Σ_j exp(x[b,j] − m[b])\n  m[b] = max_j x[b,j]' },
      { kind: 'text', text: 'Rows:' },
      { kind: 'list', items: ['sum to one, up to rounding', 'are positive'] },
    ]);
  });

  it.each([
    ['y = ln x; dx = dy/x', [{ kind: 'formula', text: 'y = ln x\ndx = dy/x' }]],
    [
      'y[b, k] = 1 where k is the label; no gradient',
      [
        { kind: 'formula', text: 'y[b, k] = 1 where k is the label' },
        { kind: 'text', text: 'No gradient' },
      ],
    ],
    [
      'y[b, i] = Σ x[b, i − p]: cross-correlation, as usual. So it is.',
      [
        { kind: 'formula', text: 'y[b, i] = Σ x[b, i − p]' },
        { kind: 'text', text: 'Cross-correlation, as usual. So it is.' },
      ],
    ],
    [
      'Adam: m ← am + g; p ← p − m, with care',
      [
        { kind: 'text', text: 'Adam:' },
        { kind: 'formula', text: 'm ← am + g\np ← p − m, with care' },
      ],
    ],
    [
      'y = f(x; weights). f learns.',
      [
        { kind: 'formula', text: 'y = f(x; weights)' },
        { kind: 'text', text: 'f learns.' },
      ],
    ],
    ['Arms: r = 5 at `turn`, so', [{ kind: 'text', text: 'Arms: r = 5 at `turn`, so' }]],
    ['Sets η = 1; nothing else', [{ kind: 'text', text: 'Sets η = 1; nothing else' }]],
  ])('sees a formula in %j', (text, blocks) => {
    expect(parseDocstring(`/** ${text} */`).about).toEqual(blocks);
  });

  it('reads the tags', () => {
    const { params, returns, throws, see, examples } = parseDocstring(SOFTMAX);
    expect(params).toEqual([
      { name: 'x', text: 'logits, [batch, classes], classes ≥ 1' },
      { name: 'axis', text: 'the last one' },
    ]);
    expect(returns).toBe('[batch, classes]');
    expect(throws).toEqual(['EngineError unless x has rank 2']);
    expect(see).toEqual(['Goodfellow, Bengio, Courville, Deep Learning (2016), §4.1']);
    expect(examples).toEqual(['const x = tensor([[1, 2]]);\nfor (const row of [x]) {\n  row.softmax();\n}']);
  });

  it('reads one line, examples on the tag’s own line, and fences', () => {
    expect(parseDocstring('/** Adds. @param is no tag here. */').about).toEqual([
      { kind: 'text', text: 'Adds. @param is no tag here.' },
    ]);
    expect(parseDocstring('/** Waits. @throws EngineError on a GPU */').throws).toEqual(['EngineError on a GPU']);
    expect(parseDocstring('/**\n * Adds.\n * @example add(1, 2)\n */').examples).toEqual(['add(1, 2)']);
    expect(parseDocstring('/**\n * Adds.\n *\n * @example\n * ```ts\n * add(1, 2)\n * ```\n */').examples).toEqual([
      'add(1, 2)',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { highlight } from './highlight';

describe('highlight', () => {
  it('tells comments, strings, numbers, keywords and types from the rest', () => {
    const shown = highlight("const w = new Dense(2, 3e-1); // it's `two`\nw.new.of('a\\'b')");
    expect(shown.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => [kind, text])).toEqual([
      ['keyword', 'const'],
      ['keyword', 'new'],
      ['type', 'Dense'],
      ['number', '2'],
      ['number', '3e-1'],
      ['comment', "// it's `two`"],
      ['string', "'a\\'b'"],
    ]);
  });

  it.each(['', "'open", '/* open', '`a\n${b}', 'x2.T.matmul(y_1)\n\n', '1..toFixed(2)'])(
    'loses nothing of %j',
    (code) => {
      expect(
        highlight(code)
          .map(({ text }) => text)
          .join(''),
      ).toBe(code);
    },
  );
});

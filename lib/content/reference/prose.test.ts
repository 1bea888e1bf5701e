import { describe, expect, it } from 'vitest';
import { type FindEntry, renderProse, summaryOf } from './prose';

const find: FindEntry = (name, called = false) => {
  if (name === 'matmul') return called ? null : 'matmul';
  return name === 'Adam' ? 'adam' : null;
};

describe('renderProse', () => {
  it.each([
    ['a < b & "c"', 'a &#60; b &#38; &#34;c&#34;'],
    ['`x<y>`', '<code>x&#60;y&#62;</code>'],
    ['see `Adam`', 'see <a href="#adam"><code>Adam</code></a>'],
    ['`new Adam(w)`', '<a href="#adam"><code>new Adam(w)</code></a>'],
    ['`t.matmul(b)`', '<a href="#matmul"><code>t.matmul(b)</code></a>'],
    ['its own `matmul()`', 'its own <code>matmul()</code>'],
    ['{@link matmul}', '<a href="#matmul"><code>matmul</code></a>'],
    [
      'https://example.org/a?b=1&c.',
      '<a class="link" href="https://example.org/a?b=1&#38;c">https://example.org/a?b=1&#38;c</a>.',
    ],
    ['costs $5 or $6', 'costs $5 or $6'],
  ])('%s', (text, html) => expect(renderProse(text, find)).toBe(html));

  it('sets formulas', () => expect(renderProse('with $\\hat y$', find)).toContain('<span class="katex">'));
});

describe('summaryOf', () => {
  it.each([
    ['Adds `x`. Then more.', 'Adds x.'],
    ['The rate: η = 1', 'The rate:'],
    ['No end', 'No end'],
  ])('%s', (text, summary) => expect(summaryOf(text)).toBe(summary));
});

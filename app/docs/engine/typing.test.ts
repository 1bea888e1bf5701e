import { describe, expect, it } from 'vitest';
import { onEnter, onTab } from './typing';

/** `|` is the caret. */
function at(text: string) {
  const from = text.indexOf('|');
  return { text: text.replace('|', ''), from, to: from };
}

describe('keys in an example', () => {
  it.each([
    ['x.sum()|', '\n'],
    ['  x.sum()|', '\n  '],
    ['const x = tensor([|', '\n  '],
    ['f(() => {\n  g({ |', '\n    '],
    ['|', '\n'],
  ])('Enter after %j inserts %j', (text, inserted) => expect(onEnter(at(text))).toBe(inserted));

  it.each([
    ['|', '  '],
    ['a|', ' '],
    ['a\n  |', '  '],
    ['a\nabc|', ' '],
  ])('Tab after %j inserts %j', (text, inserted) => expect(onTab(at(text))).toBe(inserted));
});

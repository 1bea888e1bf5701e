import { describe, expect, it } from 'vitest';
import { placeAfter } from './grid-keys';

const GRID = { rows: 100, cols: 6, page: 20 };
const at = (row: number, col: number) => ({ row, col });

describe('placeAfter', () => {
  it.each([
    ['ArrowUp', false, at(5, 2), at(4, 2)],
    ['ArrowUp', false, at(0, 2), at(-1, 2)],
    ['ArrowUp', false, at(-1, 2), at(-1, 2)],
    ['ArrowDown', false, at(99, 2), at(99, 2)],
    ['ArrowDown', false, at(-1, 2), at(0, 2)],
    ['ArrowLeft', false, at(5, 0), at(5, -1)],
    ['ArrowLeft', false, at(5, -1), at(5, -1)],
    ['ArrowRight', false, at(5, 5), at(5, 5)],
    ['PageUp', false, at(10, 1), at(0, 1)],
    ['PageUp', false, at(-1, 1), at(-1, 1)],
    ['PageDown', false, at(90, 1), at(99, 1)],
    ['Home', false, at(5, 3), at(5, 0)],
    ['End', false, at(5, 3), at(5, 5)],
    ['Home', true, at(5, 3), at(0, 0)],
    ['End', true, at(5, 3), at(99, 5)],
  ] as const)('%s (ctrl: %s) leads from %o to %o', (key, ctrl, from, to) => {
    expect(placeAfter(key, ctrl, from, GRID)).toEqual(to);
  });

  it('leaves other keys alone', () => {
    expect(placeAfter('Tab', false, at(0, 0), GRID)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { formatFilters, isFiltered, withQuery } from './matrix-filters';
import { parseFilters, readPlace } from './matrix-query';

const SECTION = '5b0b2c3a-6f0d-4c1e-9a51-0d3a5e6f7a8b';
const NONE = { section: null, search: '', state: null };

describe('parseFilters', () => {
  it('reads what formatFilters writes', () => {
    const query = `q=ada+%26+co&section=${SECTION}&state=stuck`;
    const filters = parseFilters(Object.fromEntries(new URLSearchParams(query)));
    expect(filters).toEqual({ section: SECTION, search: 'ada & co', state: 'stuck' });
    expect(formatFilters(filters)).toBe(query);
  });

  it.each([
    ['nothing', {}],
    ['an unknown state', { state: 'brilliant' }],
    ['a section that is no id', { section: "1' or 1=1" }],
    ['only blanks', { q: '   ' }],
    ['a novel', { q: 'x'.repeat(5_000) }],
  ])('shows the whole course for %s', (_, query) => {
    expect(parseFilters(query)).toEqual(NONE);
    expect(isFiltered(parseFilters(query))).toBe(false);
  });

  it('takes the first of repeated values', () => {
    expect(parseFilters({ q: ['ada', 'ben'] }).search).toBe('ada');
  });
});

describe('readPlace', () => {
  it.each([
    [undefined, { row: 0, col: 0 }],
    ['12.3', { row: 12, col: 3 }],
    ['-1.4', { row: -1, col: 4 }],
    ['7.-1', { row: 7, col: -1 }],
    ['-2.0', { row: 0, col: 0 }],
    ['1e9.0', { row: 0, col: 0 }],
    ['99999999.0', { row: 0, col: 0 }],
  ])('%s', (at, place) => {
    expect(readPlace({ at })).toEqual(place);
  });
});

it('leaves an address without filters bare', () => {
  expect(withQuery('/matrix', '')).toBe('/matrix');
  expect(withQuery('/matrix', 'q=ada')).toBe('/matrix?q=ada');
});

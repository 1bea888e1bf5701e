/** Tests of where a reader is. */
import { describe, expect, it } from 'vitest';
import { readingPlace } from './reading';

describe('readingPlace', () => {
  it.each([
    { name: 'above the first heading', tops: [400, 900], atEnd: false, place: { current: null, read: 0 } },
    { name: 'in the first section', tops: [100, 600], atEnd: false, place: { current: 0, read: 0 } },
    { name: 'in the second section', tops: [-500, 200, 900], atEnd: false, place: { current: 1, read: 1 } },
    { name: 'at the end of the page', tops: [-500, -200, 700], atEnd: true, place: { current: 1, read: 3 } },
    { name: 'on a page that does not scroll', tops: [400], atEnd: true, place: { current: null, read: 0 } },
    { name: 'without headings', tops: [], atEnd: false, place: { current: null, read: 0 } },
  ])('$name', ({ tops, atEnd, place }) => {
    expect(readingPlace(tops, 300, atEnd)).toEqual(place);
  });
});

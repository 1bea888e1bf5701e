/** Where a reader is in a lesson, from the places of its headings. */

export interface ReadingPlace {
  /** The section being read; null above the first. */
  current: number | null;
  /** Sections that lie behind. */
  read: number;
}

/**
 * @param tops of the headings, in pixels from the window's upper edge, in order
 * @param eye how far down the window the reader is taken to look
 * @param atEnd the page can't be scrolled further: then everything has been seen
 */
export function readingPlace(tops: readonly number[], eye: number, atEnd: boolean): ReadingPlace {
  const reached = tops.filter((top) => top <= eye).length;
  if (atEnd && reached > 0) return { current: reached - 1, read: tops.length };
  return { current: reached === 0 ? null : reached - 1, read: Math.max(0, reached - 1) };
}

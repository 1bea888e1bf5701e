/** Finds entries of the reference by words. */

export interface Listed {
  readonly id: string;
  readonly name: string;
  /** Whatever else may be searched for. */
  readonly words: string;
}

/** Entries that hold all words of the query, in their order. */
export function findEntries<T extends Listed>(entries: readonly T[], query: string): T[] {
  const words = wordsOf(query);
  return entries.filter(({ name, words: more }) => {
    const text = `${name} ${more}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The one that Enter goes to: called so, else beginning so, else holding the words in its name, else the first. */
export function bestEntry<T extends Listed>(entries: readonly T[], query: string): T | undefined {
  const found = findEntries(entries, query);
  const wanted = query.trim().toLowerCase();
  const names: ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => name.startsWith(wanted),
    (name) => name.includes(wanted),
  ];
  for (const fits of names) {
    const entry = found.find(({ name }) => fits(name.toLowerCase()));
    if (entry) return entry;
  }
  return found[0];
}

function wordsOf(query: string): string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

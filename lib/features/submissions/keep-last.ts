/** Remembers the last few answers to a question whose answers are large and never change. */

const KEPT = 32;

/** What is absent, or could not be read, is asked for again. */
export function keepLast<T>(read: (key: string) => Promise<T>, most: number = KEPT): (key: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  const ask = async (key: string): Promise<T> => {
    const asked = read(key);
    kept.set(key, asked);
    const forget = (): void => {
      if (kept.get(key) === asked) kept.delete(key);
    };
    const answer = await asked.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (answer === undefined) forget();
    return answer;
  };
  return async (key) => {
    const known = kept.get(key);
    if (known) {
      // The one asked for last is given up last.
      kept.delete(key);
      kept.set(key, known);
      return await known;
    }
    for (const oldest of kept.keys()) {
      if (kept.size < most) break;
      kept.delete(oldest);
    }
    return await ask(key);
  };
}

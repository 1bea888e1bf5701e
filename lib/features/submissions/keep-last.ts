/** Remembers the last few answers to a question whose answers are large and never change. */

const KEPT = 32;

interface KeepOptions<T> {
  most?: number;
  /** Answers that may still change are asked for again after this long. */
  mayChange?: { answer: (answer: T) => boolean; afterMs: number };
}

/** What is absent, or could not be read, is asked for again. */
export function keepLast<T>(
  read: (key: string) => Promise<T>,
  { most = KEPT, mayChange }: KeepOptions<T> = {},
): (key: string) => Promise<T> {
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
    else if (mayChange?.answer(answer)) setTimeout(forget, mayChange.afterMs).unref();
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

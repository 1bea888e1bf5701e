/**
 * Remembers the last few answers to a question whose answers are large and never change. What is kept of the content is the
 * same for everybody who may see it: whoever asks is asked for their rights first, and nothing about a person comes in here.
 */

const KEPT = 32;

interface KeepOptions<T> {
  most?: number;
  /** Answers that may still change are asked for again after this long. */
  mayChange?: { answer: (answer: T) => boolean; afterMs: number };
}

/**
 * What is absent, or could not be read, is asked for again.
 *
 * @param read gets the key, which says all that the answer depends on, and what else is needed to read it
 */
export function keepLast<T, Means extends unknown[]>(
  read: (key: string, ...means: Means) => Promise<T>,
  { most = KEPT, mayChange }: KeepOptions<T> = {},
): (key: string, ...means: Means) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  const ask = async (key: string, means: Means): Promise<T> => {
    const asked = read(key, ...means);
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
  return async (key, ...means) => {
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
    return await ask(key, means);
  };
}

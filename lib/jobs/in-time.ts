/** Waiting for no longer than one can afford: a connection that was dropped without a word gives no answer, ever. */

/** Resolves when the work is done or the time is up; what the work throws in time is thrown. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await race(ms, work);
}

/** The answer of the work; throws when the time is up. */
export async function inTime<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const answer = await race(
    ms,
    work.then((value) => ({ value })),
  );
  if (answer === null) throw new Error(`${what}: no answer in ${ms} ms`);
  return answer.value;
}

async function race<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), null);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

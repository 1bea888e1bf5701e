/** Whether this process can serve, for whatever watches over it. */
import { services } from './services';

const PATIENCE_MS = 2_000;

export interface Readiness {
  ready: boolean;
  checks: { database: 'ok' | 'down' };
}

/** Never rejects: not being ready is an answer. */
export async function readiness(): Promise<Readiness> {
  const database = await within(PATIENCE_MS, async () => {
    const { db } = await services();
    await db.execute('select 1');
  });
  return { ready: database, checks: { database: database ? 'ok' : 'down' } };
}

async function within(ms: number, work: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const done = work().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

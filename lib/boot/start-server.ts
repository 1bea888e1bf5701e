/** The start of a web process, and its end where it can't start. */
import { boot } from './boot';

export async function startServer(): Promise<void> {
  try {
    await boot();
  } catch (error) {
    if (process.env.NODE_ENV !== 'production') throw error;
    // Next.js would go on and answer every request with an error; say why, once, and end.
    process.stderr.write(`Gradus could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

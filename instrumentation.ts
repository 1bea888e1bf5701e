/** Starts what the server needs (migrations, course content, graders) before the first request is served. */
export async function register(): Promise<void> {
  // Written this way round, the bundle for other runtimes leaves the import out.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { boot } = await import('./lib/boot/boot');
    await boot();
  }
}

/** Starts what the server needs (migrations, course content, graders) before the first request is served. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { boot } = await import('./lib/boot/boot');
  await boot();
}

/** Seeds the demo's people where this installation is a demo. */
import { seedDemo } from '../features/demo/seed-demo';
import type { Deps } from '../features/deps';

export async function seed(deps: Deps): Promise<void> {
  if (!deps.demo) return;
  const added = await seedDemo(deps);
  if (added === null) deps.log.warn({}, 'no demo accounts: the demo course could not be registered');
  else if (added > 0) deps.log.info({ accounts: added }, 'demo accounts added');
}

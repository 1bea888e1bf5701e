/** The accounts that the sign-in page of a demo offers as buttons. */
import type { CourseRole } from '../../access/policy';
import type { Deps } from '../deps';
import { listDemoRows } from './store';
import type { DemoAccount } from './views';

const RANK: Record<CourseRole, number> = { student: 0, ta: 1, instructor: 2, admin: 3 };

/** Empty unless this is a demo. Students first, operators last; somebody with several roles is shown with the highest. */
export async function listDemoAccounts(deps: Pick<Deps, 'db' | 'demo'>): Promise<DemoAccount[]> {
  if (!deps.demo) return [];
  const accounts = new Map<string, DemoAccount>();
  for (const row of await listDemoRows(deps.db)) {
    const known = accounts.get(row.subject);
    const { subject: account, name, role, section, operator } = row;
    const higher = known === undefined || rankOf(role) > rankOf(known.role);
    if (higher) accounts.set(account, { account, name, role, section, operator });
  }
  return [...accounts.values()].toSorted(
    (a, b) =>
      Number(a.operator) - Number(b.operator) || rankOf(a.role) - rankOf(b.role) || a.name.localeCompare(b.name),
  );
}

function rankOf(role: CourseRole | null): number {
  return role === null ? -1 : RANK[role];
}

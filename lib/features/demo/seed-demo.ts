/** The people of the demo: two students, a TA, an instructor and an operator, who sign in without a password. */
import { findCourse } from '../course.store';
import type { Deps } from '../deps';
import { ensureDemoOperator, ensureDemoPerson, type DemoPerson } from './store';

const COURSE = 'neural-networks';

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { account: 'ada', name: 'Ada Abel', email: 'ada.abel@demo.example', role: 'student', section: 'A' },
  { account: 'ben', name: 'Ben Okoro', email: 'ben.okoro@demo.example', role: 'student', section: 'B' },
  { account: 'tara', name: 'Tara Lind', email: 'tara.lind@demo.example', role: 'ta', section: null },
  { account: 'ines', name: 'Ines Moreau', email: 'ines.moreau@demo.example', role: 'instructor', section: null },
];

/** Takes part in no course. */
export const DEMO_OPERATOR = { account: 'olga', name: 'Olga Brandt', email: 'olga.brandt@demo.example' } as const;

/** How many were new; null when there is no such course, because its content could not be read. */
export async function seedDemo(deps: Pick<Deps, 'db' | 'now'>): Promise<number | null> {
  const course = await findCourse(deps.db, COURSE);
  if (!course) return null;
  let added = 0;
  for (const person of DEMO_PEOPLE) if (await ensureDemoPerson(deps.db, course.id, person, deps.now())) added++;
  if (await ensureDemoOperator(deps.db, DEMO_OPERATOR, deps.now())) added++;
  return added;
}

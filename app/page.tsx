/** The address without a path leads to the courses, or to the sign-in. */
import { redirect } from 'next/navigation';
import { currentActor } from '@/lib/boot/auth';

export default async function Home() {
  redirect((await currentActor()) === null ? '/sign-in' : '/courses');
}

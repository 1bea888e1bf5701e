/** The page exists, but the reader's role does not include it. */
import type { Metadata } from 'next';
import { currentActor } from '@/lib/boot/auth';
import { SignOut } from './sign-in/sign-out.client';
import { Bar } from './ui/bar';
import { ButtonLink } from './ui/button';
import { DeadEnd } from './ui/dead-end';

export const metadata: Metadata = { title: 'Not for your role' };

export default async function Forbidden() {
  const actor = await currentActor();
  return (
    <>
      <Bar trail={[{ label: 'Not for your role' }]} />
      <DeadEnd code="403" title="Your role does not include this page">
        <p>
          {actor === null ? 'You are not signed in.' : `You are signed in as ${actor.name}.`} If you should see it, ask
          your instructor to change your role in the course, or sign in with another account.
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <ButtonLink href="/courses" look="primary">
            Your courses
          </ButtonLink>
          <SignOut look="btn btn-quiet" />
        </div>
      </DeadEnd>
    </>
  );
}

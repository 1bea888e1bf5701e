/** Nothing at this address. */
import type { Metadata } from 'next';
import { BarFrame } from './ui/bar-frame';
import { ButtonLink } from './ui/button';
import { DeadEnd } from './ui/dead-end';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <>
      <BarFrame trail={[{ label: 'Not found' }]} />
      <DeadEnd code="404" title="There is nothing at this address">
        <p>
          The page may have moved, or the address may lack a letter. From your courses you reach every lesson and
          exercise.
        </p>
        <ButtonLink href="/courses" look="primary">
          Your courses
        </ButtonLink>
      </DeadEnd>
    </>
  );
}

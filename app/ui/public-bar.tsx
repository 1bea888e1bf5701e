/** The bar of pages that are the same for everybody: it knows nobody, and leads to the courses, by way of the sign-in if need be. */
import { BarFrame, type Crumb } from './bar-frame';
import { ButtonLink } from './button';

export function PublicBar({ trail }: { trail: Crumb[] }) {
  return (
    <BarFrame
      trail={trail}
      menu={
        <ButtonLink href="/courses" look="quiet">
          Your courses
        </ButtonLink>
      }
    />
  );
}

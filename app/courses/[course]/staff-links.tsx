/** Ways into the staff's pages, as the role allows. */
import { FlaskConical, Grid3x3 } from 'lucide-react';
import type { CourseRole } from '@/lib/access/policy';
import { ButtonLink } from '../../ui/button';

export function StaffLinks({ role, path }: { role: CourseRole; path: string }) {
  return (
    <nav aria-label="Staff" className="mt-8 flex flex-wrap gap-3">
      <ButtonLink href={`${path}/matrix`} look="primary">
        <Grid3x3 size={14} aria-hidden /> Matrix
      </ButtonLink>
      {role !== 'ta' && (
        <ButtonLink href={`${path}/problems`}>
          <FlaskConical size={14} aria-hidden /> Problems and proofs
        </ButtonLink>
      )}
    </nav>
  );
}

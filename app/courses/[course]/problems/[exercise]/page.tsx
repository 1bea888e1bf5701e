/** One exercise's proof: its rules, its kill matrix, and what students are told. */
import type { Metadata } from 'next';
import { pageGuard } from '@/app/http/page-guard';
import { ProofScreen } from '@/app/staff/proof-screen';
import { Bar } from '@/app/ui/bar';
import { readProof } from '@/lib/features/exercises/read-proof';

export const metadata: Metadata = { title: 'Proof' };

export default async function ProofPage({ params }: { params: Promise<{ course: string; exercise: string }> }) {
  const input = await params;
  const { course, exercise, proof } = await pageGuard((deps, actor) => readProof(deps, actor, input));
  const base = `/courses/${course.slug}`;
  return (
    <>
      <Bar
        trail={[
          { label: course.title, href: base },
          { label: 'Problems', href: `${base}/problems` },
          { label: `${exercise.number} ${exercise.title}` },
        ]}
      />
      <ProofScreen exercise={exercise} proof={proof} />
    </>
  );
}

/** One submission: code, verdict, and the attempts beside it. For its owner and for staff. */
import type { Metadata } from 'next';
import { Link } from '@/app/ui/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { listSubmissions } from '@/lib/features/submissions/list-submissions';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import type { SubmissionRow, SubmissionView } from '@/lib/features/submissions/views';
import { pageGuard } from '../../../../http/page-guard';
import { RefreshEvery } from '../../../../staff/refresh.client';
import { When } from '../../../../staff/when.client';
import { Bar } from '../../../../ui/bar';
import { CodeLines } from '../../../../ui/code-lines';
import { VerdictView } from '../../../../ui/verdict';
import { prose } from '../../../../ui/verdict-prose';
import { outcomeOf, replacedWords } from '../../../../workbench/outcome';
import { Regraded } from '../../../../workbench/regraded';
import { toVerdict } from '../../../../workbench/to-verdict';

interface Props {
  params: Promise<{ course: string; id: string }>;
}

const read = cache((course: string, id: string) =>
  pageGuard(async (deps, actor) => {
    const submission = await readSubmission(deps, actor, { id });
    const attempts = await listSubmissions(deps, actor, {
      course,
      exercise: submission.exercise.slug,
      student: submission.student.id,
    });
    return { submission, attempts };
  }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { course, id } = await params;
  const { submission } = await read(course, id);
  return { title: `${submission.exercise.number} ${submission.exercise.title}, attempt ${submission.attempt}` };
}

export default async function SubmissionPage({ params }: Props) {
  const { course, id } = await params;
  const { submission, attempts } = await read(course, id);
  // The address names a course: a submission of another one is not here.
  if (!attempts.some((row) => row.id === submission.id)) notFound();
  const { exercise, student, staff } = submission;
  const home = `/courses/${course}`;
  const outcome = outcomeOf(submission);
  const exerciseHref = staff ? `${home}/matrix/${student.id}/${exercise.slug}` : `${home}/exercises/${exercise.slug}`;
  return (
    <>
      <Bar
        trail={[
          { label: 'Course', href: home },
          { label: `${exercise.number} ${exercise.title}`, href: exerciseHref },
          { label: `Attempt ${submission.attempt}` },
        ]}
      />
      <main id="main" tabIndex={-1} className="mx-auto max-w-[90rem] px-4 pt-8 pb-16 outline-none md:px-6">
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
          <div>
            <h1 className="text-lg font-semibold tracking-tight">
              {exercise.number} {exercise.title}, attempt {submission.attempt}
            </h1>
            <p className="mt-1 flex flex-wrap gap-x-3 text-sm text-ink-2">
              {staff ? <span>{student.name}</span> : null}
              <span>
                submitted <When at={submission.submittedAt} />
              </span>
              <span className={outcome.tone}>
                <span aria-hidden>{outcome.sign}</span> {outcome.words}
              </span>
              <Regraded row={submission} />
            </p>
          </div>
          <Neighbours home={home} attempts={attempts} current={submission} />
        </div>
        <div className="mt-8 grid gap-x-10 gap-y-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          <section aria-label="Verdict" className="min-w-0 lg:order-2">
            <VerdictPart submission={submission} />
          </section>
          <section aria-labelledby="code" className="min-w-0">
            <h2 id="code" className="mb-2 text-sm font-semibold">
              Code
            </h2>
            <CodeLines code={submission.code} label={`Code of attempt ${submission.attempt}`} />
            {staff ? null : (
              <p className="mt-4">
                <Link className="btn" href={exerciseHref}>
                  Go on with this exercise
                </Link>
              </p>
            )}
          </section>
        </div>
      </main>
    </>
  );
}

function VerdictPart({ submission }: { submission: SubmissionView }) {
  const { result, exercise, staff, state, replacedBy } = submission;
  if (state === 'superseded') {
    return (
      <>
        <h2 className="text-md font-semibold">{replacedWords(replacedBy)}</h2>
        <p className="mt-1 text-ink-2">It has no verdict and costs no attempt. Its code stays here.</p>
      </>
    );
  }
  if (!result) {
    return (
      <>
        <h2 className="text-md font-semibold">
          {state === 'queued' ? 'Waiting for a grader' : 'The checks are running'}
        </h2>
        <p className="mt-1 text-ink-2">The verdict appears here by itself.</p>
        <RefreshEvery seconds={2} />
      </>
    );
  }
  return (
    <>
      {staff ? (
        <p className="mb-3 text-sm text-ink-2">
          You see hidden checks with their inputs; they are marked. Seed <code>{result.seed.slice(0, 12)}</code>,{' '}
          {Math.round(result.ms)} ms.
        </p>
      ) : null}
      <VerdictView verdict={toVerdict(result)} tasks={exercise.tasks} context={{ prose, lesson: null, staff }} />
    </>
  );
}

function Neighbours({
  home,
  attempts,
  current,
}: {
  home: string;
  attempts: readonly SubmissionRow[];
  current: SubmissionView;
}) {
  const previous = attempts.find((row) => row.attempt === current.attempt - 1);
  const next = attempts.find((row) => row.attempt === current.attempt + 1);
  if (!previous && !next) return null;
  return (
    <nav aria-label="Other attempts" className="flex gap-2">
      {previous ? (
        <Link className="btn" href={`${home}/submissions/${previous.id}`}>
          <span aria-hidden>←</span> Attempt {previous.attempt}
        </Link>
      ) : null}
      {next ? (
        <Link className="btn" href={`${home}/submissions/${next.id}`}>
          Attempt {next.attempt} <span aria-hidden>→</span>
        </Link>
      ) : null}
    </nav>
  );
}

/** The TA's drill-down: one student's attempts at one exercise. */
import type { Metadata } from 'next';
import { pageGuard } from '@/app/http/page-guard';
import { AttemptsScreen } from '@/app/staff/attempts-screen';
import { Bar } from '@/app/ui/bar';
import { listCourses } from '@/lib/features/courses/list-courses';
import { listStudentWork } from '@/lib/features/gradebook/list-student-work';

export const metadata: Metadata = { title: 'Attempts' };

interface AttemptsPageProps {
  params: Promise<{ course: string; student: string; exercise: string }>;
}

export default async function AttemptsPage({ params }: AttemptsPageProps) {
  const input = await params;
  const base = `/courses/${input.course}`;
  const { work, title } = await pageGuard(async (deps, actor) => {
    const work = await listStudentWork(deps, actor, input);
    const courses = await listCourses(deps, actor);
    return { work, title: courses.find((course) => course.slug === input.course)?.title ?? input.course };
  });
  const { student, exercise, submissions } = work;
  return (
    <>
      <Bar
        trail={[
          { label: title, href: base },
          { label: 'Matrix', href: `${base}/matrix` },
          { label: `${student.name}, ${exercise.number}` },
        ]}
      />
      <AttemptsScreen base={base} student={student} exercise={exercise} submissions={submissions} />
    </>
  );
}

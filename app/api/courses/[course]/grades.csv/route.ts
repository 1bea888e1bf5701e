/** The grades of the students that the matrix's filters show, as a file. */
import { z } from 'zod';
import { SlugSchema } from '@/lib/base/ids';
import { apiRoute } from '@/app/http/api-route';
import { parseFilters } from '@/app/staff/matrix-query';
import { exportGrades } from '@/lib/features/gradebook/export-grades';

export const GET = apiRoute({ params: z.object({ course: SlugSchema }) }, async ({ deps, actor, request, params }) => {
  const filters = parseFilters(Object.fromEntries(request.nextUrl.searchParams));
  const { fileName, csv } = await exportGrades(deps, actor, { course: params.course, filters });
  return new Response(csv, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      // Course slugs are lower-case words and hyphens: nothing in the name needs quoting.
      'Content-Disposition': `attachment; filename="${fileName}"`,
    },
  });
});

/** Pages of the matrix's rows, for scrolling. */
import { z } from 'zod';
import { SlugSchema } from '@/lib/base/ids';
import { apiRoute } from '@/app/http/api-route';
import { parseFilters } from '@/app/staff/matrix-query';
import { packRows, PAGE_ROWS, type SentRows } from '@/app/staff/matrix-rows';
import { readMatrix } from '@/lib/features/gradebook/read-matrix';

const Query = z.looseObject({
  offset: z.coerce.number().int().nonnegative().max(10_000_000).default(0),
  limit: z.coerce.number().int().positive().max(200).default(PAGE_ROWS),
});

export const GET = apiRoute(
  { params: z.object({ course: SlugSchema }), query: Query },
  async ({ deps, actor, request, params, query }) => {
    const filters = parseFilters(Object.fromEntries(request.nextUrl.searchParams));
    const { offset, limit } = query;
    const { total, rows } = await readMatrix(deps, actor, { course: params.course, filters, offset, limit });
    return Response.json({ total, rows: packRows(rows) } satisfies SentRows);
  },
);

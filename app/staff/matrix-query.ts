/** Reads the matrix's filters and place from an URL. A stale or mistyped address still shows the matrix. */
import { z } from 'zod';
import { SectionIdSchema } from '@/lib/base/ids';
import type { MatrixFilters } from '@/lib/features/gradebook/views';
import { FILTER_STATES, parsePlace, type Place } from './matrix-filters';

export type RawQuery = Record<string, string | string[] | undefined>;

const FiltersSchema = z.object({
  section: SectionIdSchema.nullable().catch(null),
  // NUL is in nobody's name, and no text of the database holds it.
  search: z
    .string()
    .trim()
    .max(100)
    .refine((words) => !words.includes('\0'))
    .catch(''),
  state: z.enum(FILTER_STATES).nullable().catch(null),
});

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

export function parseFilters(query: RawQuery): MatrixFilters {
  return FiltersSchema.parse({
    section: one(query.section) ?? null,
    search: one(query.q) ?? '',
    state: one(query.state) ?? null,
  });
}

export const readPlace = (query: RawQuery): Place => parsePlace(one(query.at));

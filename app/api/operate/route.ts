/** How the platform does, for the operators' page while it is open. */
import { z } from 'zod';
import { apiRoute } from '@/app/http/api-route';
import { readOperation } from '@/lib/features/operations/read-operation';

export const GET = apiRoute({ params: z.unknown() }, async ({ deps, actor }) =>
  Response.json(await readOperation(deps, actor)),
);

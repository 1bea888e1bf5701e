/** The draft of the one who asks: read, and saved on top of the version that they saw. */
import { z } from 'zod';
import { SlugSchema } from '@/lib/base/ids';
import { readDraft } from '@/lib/features/drafts/read-draft';
import { saveDraft } from '@/lib/features/drafts/save-draft';
import type { SaveDraftResult } from '@/lib/features/drafts/views';
import { apiRoute } from '../../../../../../http/api-route';

const params = z.object({ course: SlugSchema, exercise: SlugSchema });

export const GET = apiRoute({ params }, async ({ deps, actor, params: at }) =>
  Response.json(await readDraft(deps, actor, at)),
);

const spec = {
  params,
  body: z.strictObject({ code: z.string(), baseVersion: z.int().nonnegative() }),
  // 100 kB of code, each character at worst written as \u0000.
  maxBytes: 620_000,
};

export const PUT = apiRoute(spec, async ({ deps, actor, params: at, body }) => {
  const result = await saveDraft(deps, actor, { ...at, ...body });
  return Response.json(result, { status: STATUS[result.kind] });
});

const STATUS = { saved: 200, conflict: 409, 'too-large': 413 } as const satisfies Record<
  SaveDraftResult['kind'],
  number
>;

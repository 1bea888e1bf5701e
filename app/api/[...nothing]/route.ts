/** Every address of the API that there is none of: data, as whoever asks there expects, and no page. */
import { errorResponse } from '@/app/http/errors';
import { AppError } from '@/lib/base/errors';

export const GET = (): Response => errorResponse(new AppError('not_found'));

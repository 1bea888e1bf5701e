/** Runs a page's use case for whoever is asking, and turns what it throws into the page that says what to do. */
import { headers } from 'next/headers';
import { forbidden, notFound, redirect } from 'next/navigation';
import type { Actor } from '@/lib/access/policy';
import { currentActor } from '@/lib/boot/auth';
import { services } from '@/lib/boot/services';
import type { Deps } from '@/lib/features/deps';
import { asRequest } from '@/lib/telemetry/origin';
import { withDigest } from './error-digest';
import { asAppError } from './errors';
import { ASKED_FOR_HEADER } from './request-headers';
import { signInPath } from './same-site';

/** `const home = await pageGuard((deps, actor) => readCourseHome(deps, actor, { course }));` */
export async function pageGuard<T>(read: (deps: Deps, actor: Actor | null) => Promise<T>): Promise<T> {
  const outcome = await asRequest(null, () => attempt(read));
  if (outcome.kind === 'ok') return outcome.value;
  const { error } = outcome;
  if (error.code === 'sign_in_required') redirect(signInPath((await headers()).get(ASKED_FOR_HEADER)));
  if (error.code === 'forbidden') forbidden();
  if (error.code === 'not_found') notFound();
  throw withDigest(error);
}

async function attempt<T>(read: (deps: Deps, actor: Actor | null) => Promise<T>) {
  try {
    // First who asks: that needs a request, which a build does not have.
    const actor = await currentActor();
    return { kind: 'ok', value: await read(await services(), actor) } as const;
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error === null) throw thrown;
    return { kind: 'failed', error } as const;
  }
}

/** Sign-in: demo accounts first where there are any, then the institution, then e-mail and password. */
import type { Metadata } from 'next';
import { Link } from '@/app/ui/link';
import { redirect } from 'next/navigation';
import { currentActor, waysToSignIn } from '@/lib/boot/auth';
import { safePath } from '../http/same-site';
import { BarFrame } from '../ui/bar-frame';
import { Notice } from '../ui/notice';
import { DemoButtons } from './demo-buttons.client';
import { signInErrorWords } from './error-words';
import { OidcButton } from './oidc-button.client';
import { PasswordForm } from './password-form.client';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const query = await searchParams;
  // next-auth sends people back with the address under a name of its own.
  const from = safePath(query['from'] ?? pathOf(query['callbackUrl']));
  if ((await currentActor()) !== null) redirect(from);
  const { demo, oidc } = await waysToSignIn();
  const error = typeof query['error'] === 'string' ? query['error'] : null;

  return (
    <>
      <BarFrame />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[27rem] px-4 pt-12 pb-24 sm:pt-20">
        <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
        <p className="mt-2 text-ink-2">
          {from === '/courses'
            ? 'Lessons, exercises that run in your browser, and verdicts that say why.'
            : 'Then you go on to the page that you asked for.'}
        </p>
        {error !== null && (
          <div role="alert" className="mt-8">
            <Notice tone="fail" title={signInErrorWords(error)} />
          </div>
        )}
        {demo.length > 0 && (
          <section aria-labelledby="demo" className="mt-10">
            <h2 id="demo" className="text-sm font-semibold">
              Demo accounts
            </h2>
            <p className="mt-1 mb-3 text-sm text-ink-3">No password. Everything you do stays in this installation.</p>
            <DemoButtons accounts={demo} from={from} />
            <p className="no-js mt-2 text-sm text-ink-2">Signing in needs JavaScript.</p>
          </section>
        )}
        {oidc !== null && (
          <section aria-label="Institution" className="mt-10">
            <OidcButton name={oidc.name} from={from} />
          </section>
        )}
        <section aria-labelledby="password" className="mt-10">
          <h2 id="password" className="mb-4 text-sm font-semibold">
            {demo.length > 0 || oidc !== null ? 'Or with e-mail and password' : 'With e-mail and password'}
          </h2>
          <PasswordForm from={from} quiet={demo.length > 0} />
        </section>
        <p className="mt-10 border-t border-line pt-6 text-sm text-ink-2">
          No account is needed for the{' '}
          <Link href="/playground" prefetch={false} className="link">
            playground
          </Link>
          , where a small net learns before your eyes.
        </p>
      </main>
    </>
  );
}

function pathOf(url: string | string[] | undefined): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname + new URL(url).search : undefined;
}

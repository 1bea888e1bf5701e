/** Before every page: a fresh nonce, the policy that carries it, and the address asked for, for the guards. */
import { type NextRequest, NextResponse } from 'next/server';
import { ASKED_FOR_HEADER, NONCE_HEADER } from './app/http/request-headers';
import { pagePolicy } from './app/http/security-policy';
import { isShared, nonceFor, sharedPage } from './app/http/shared-pages';

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  const shared = isShared(request) ? await sharedPage(pathname + search) : null;
  if (shared !== null) return shared;
  if (!isReadable(pathname)) return new NextResponse('This address is no text.', { status: 400 });
  if (pathname.startsWith('/api/')) return NextResponse.next();
  const headers = new Headers(request.headers);
  // Whatever the client sent under these names is overwritten.
  headers.set(ASKED_FOR_HEADER, pathname + search);

  const nonce = nonceFor(request.headers);
  const policy = pagePolicy(nonce, process.env.NODE_ENV === 'development');
  headers.set(NONCE_HEADER, nonce);
  // Next.js reads the nonce from the request's policy and puts it on its own scripts.
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  return response;
}

/** Bytes that are no UTF-8 name nothing; further in they would be a failure of ours. */
function isReadable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

export const config = {
  // Static files and data need no nonce, and data and workers have policies of their own (next.config.mjs). Of addresses of
  // data only those are looked at that may be no text.
  matcher: ['/((?!api/|_next/static|_next/image|workers/|icon\\.svg$).*)', '/api/(.*%.*)'],
};

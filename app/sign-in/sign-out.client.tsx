'use client';
/** Signs out and leaves to the sign-in page, so that nothing of the account stays on the screen. */
import { useState } from 'react';
import { signOut } from './auth-request.client';

export function SignOut({ look = 'menu-item' }: { look?: string }) {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const leave = async () => {
    setState('busy');
    const answer = await signOut();
    if (answer.kind === 'ok') window.location.assign('/sign-in');
    else setState('failed');
  };
  return (
    <>
      <button type="button" className={`${look} needs-js`} disabled={state === 'busy'} onClick={() => void leave()}>
        {state === 'busy' ? 'Signing out …' : 'Sign out'}
      </button>
      {state === 'failed' && (
        <p role="alert" className="px-3 pb-2 text-xs text-fail">
          The server did not answer; you are still signed in. Try again.
        </p>
      )}
    </>
  );
}

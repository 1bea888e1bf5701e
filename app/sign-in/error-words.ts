/** What next-auth and our providers call a failed sign-in, in words for the reader. */

/** @param error as in the address: `CredentialsSignin`, `TooMany 90`, `EmailUnverified`, … */
export function signInErrorWords(error: string): string {
  const wait = /^TooMany (\d+)$/.exec(error)?.[1];
  if (wait !== undefined) return `Too many tries. You can try again in ${inWords(Number(wait))}.`;
  switch (error) {
    case 'CredentialsSignin':
      return 'This address and password do not belong together. Check both; capital letters count in the password.';
    case 'EmailUnverified':
      return 'Your provider does not confirm your e-mail address. Confirm it there, then sign in again.';
    case 'AccessDenied':
      return 'Your provider refused to sign you in.';
    case 'OAuthSignin':
    case 'OAuthCallback':
    case 'Callback':
      return 'Signing in with your provider did not come to an end. Try again.';
    case 'SessionRequired':
      return 'Please sign in to go on.';
    default:
      return 'Signing in did not work, through a fault on our side. Try again.';
  }
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(seconds, 1)} ${seconds <= 1 ? 'second' : 'seconds'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/** The OpenID Connect provider of this installation, if the environment names one. */
import { z } from 'zod';

const OidcEnvSchema = z.object({
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }),
  OIDC_CLIENT_ID: z.string().min(1),
  OIDC_CLIENT_SECRET: z.string().min(1),
  /** As on the button: “Sign in with …”. */
  OIDC_NAME: z.string().min(1).max(60).default('your institution'),
  /** `1` for a provider that has checked every address but does not say so in its claims. */
  OIDC_EMAIL_VERIFIED: z.enum(['0', '1']).default('0'),
});

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
  vouchesForEmail: boolean;
}

/** @throws when OIDC_ISSUER is set and the rest is missing or malformed: better at start-up than at the first sign-in. */
export function parseOidcEnv(env: Readonly<Record<string, string | undefined>>): OidcSettings | null {
  if (!env['OIDC_ISSUER']) return null;
  const parsed = OidcEnvSchema.safeParse(env);
  if (!parsed.success) throw new Error(`OpenID Connect settings: ${z.prettifyError(parsed.error)}`);
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME, OIDC_EMAIL_VERIFIED } = parsed.data;
  return {
    issuer: OIDC_ISSUER.replace(/\/$/, ''),
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    name: OIDC_NAME,
    vouchesForEmail: OIDC_EMAIL_VERIFIED === '1',
  };
}

/** The OpenID Connect provider of this installation, if the environment names one. */
import { z } from 'zod';

/** An empty value means: not set. */
const notEmpty = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

const needed = (name: string) => notEmpty(z.string(`needed with OIDC_ISSUER: the ${name} that the provider gave you`));

const OidcEnvSchema = z.object({
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'expected an address like https://id.school.example/realms/main' }),
  OIDC_CLIENT_ID: needed('client id'),
  OIDC_CLIENT_SECRET: needed('client secret'),
  /** As on the button: “Sign in with …”. */
  OIDC_NAME: notEmpty(z.string().max(60, 'expected at most 60 characters').default('your institution')),
  /** `1` for a provider that has checked every address but does not say so in its claims. */
  OIDC_EMAIL_VERIFIED: notEmpty(z.enum(['0', '1'], 'expected 0 or 1').default('0')),
});

const NoOidcSchema = z.object({
  OIDC_CLIENT_ID: notEmpty(z.undefined('has no effect without OIDC_ISSUER, the address of the provider')),
});

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  name: string;
  vouchesForEmail: boolean;
}

const SettingsSchema = OidcEnvSchema.transform((env): OidcSettings => ({
  issuer: env.OIDC_ISSUER.replace(/\/$/, ''),
  clientId: env.OIDC_CLIENT_ID,
  clientSecret: env.OIDC_CLIENT_SECRET,
  name: env.OIDC_NAME,
  vouchesForEmail: env.OIDC_EMAIL_VERIFIED === '1',
}));

/** Null without OIDC_ISSUER; what is missing or malformed is told by variable. */
export function parseOidcEnv(
  env: Readonly<Record<string, string | undefined>>,
): z.ZodSafeParseResult<OidcSettings | null> {
  return env['OIDC_ISSUER'] ? SettingsSchema.safeParse(env) : NoOidcSchema.transform(() => null).safeParse(env);
}

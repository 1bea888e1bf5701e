/** One line of a roster, from wherever it comes: who, in which role, in which section. */
import { z } from 'zod';

export const ROLES = ['student', 'ta', 'instructor', 'admin'] as const;

/** Control characters would break lists and CSV files. */
const printable = (text: string) => !/\p{Cc}/u.test(text);

const words = (what: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined || input === '' ? `${what} is missing` : undefined),
});

export const EmailSchema = z
  .string(words('email'))
  .trim()
  .toLowerCase()
  .min(1, 'email is missing')
  .max(254, 'email is longer than 254 characters')
  .pipe(z.email('email is not an address like ada@school.example'));

export const MemberSchema = z.object({
  email: EmailSchema,
  name: z
    .string(words('name'))
    .trim()
    .min(1, 'name is missing')
    .max(200, 'name is longer than 200 characters')
    .refine(printable, 'name has control characters'),
  role: z
    .string(words('role'))
    .trim()
    .toLowerCase()
    .min(1, 'role is missing')
    .pipe(z.enum(ROLES, `role is one of ${ROLES.join(', ')}`)),
  /** Null or empty for none. */
  section: z
    .string()
    .trim()
    .max(60, 'section is longer than 60 characters')
    .refine(printable, 'section has control characters')
    .nullish()
    .transform((text) => text || null),
});
export type Member = z.infer<typeof MemberSchema>;

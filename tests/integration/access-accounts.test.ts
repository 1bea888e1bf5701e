/** Signing in: passwords, demo accounts and identities of a provider, on a real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog, courses, enrolments, identities, rateLimits, users } from '@/db/schema';
import { UserIdSchema } from '@/lib/base/ids';
import { checkPassword } from '@/lib/features/accounts/check-password';
import { createAccount } from '@/lib/features/accounts/create-account';
import { findActor } from '@/lib/features/accounts/find-actor';
import { linkOidc, type OidcIdentity } from '@/lib/features/accounts/link-oidc';
import { listDemoAccounts } from '@/lib/features/accounts/list-demo-accounts';
import { ensureDemoOperator } from '@/lib/features/demo/store';
import { signInDemo } from '@/lib/features/accounts/sign-in-demo';
import type { Deps } from '@/lib/features/deps';
import { freshDatabase, noDatabase, type TestDatabase } from '../support/database';

const PASSWORD = 'correct horse battery staple';

describe.skipIf(noDatabase)('accounts', () => {
  let opened: TestDatabase;
  let deps: Deps;

  beforeAll(async () => {
    opened = await freshDatabase();
    // The parts of the services that accounts use.
    deps = { db: opened.database.db, demo: true, now: () => new Date('2026-10-01T10:00:00Z') } as Deps;
  });
  afterAll(() => opened.close());

  const attempt = (email: string, password: string, address = '192.0.2.1') =>
    checkPassword(deps, { email, password, address });

  describe('with a password', () => {
    beforeAll(async () => {
      await createAccount(deps, { email: 'pat@school.example', name: 'Pat Doe', password: PASSWORD });
    });

    it('lets in who knows it, whatever the case of the address', async () => {
      expect(await attempt(' Pat@School.example ', PASSWORD)).toMatchObject({
        kind: 'ok',
        person: { name: 'Pat Doe' },
      });
    });

    it('gives a wrong password and an unknown address the same answer', async () => {
      expect(await attempt('pat@school.example', `${PASSWORD}.`)).toEqual({ kind: 'wrong' });
      expect(await attempt('nobody@school.example', PASSWORD)).toEqual({ kind: 'wrong' });
    });

    it('takes as long for an unknown address as for a wrong password', async () => {
      const best = { known: Infinity, unknown: Infinity };
      // By turns, so that a busy machine slows both.
      for (let i = 0; i < 4; i++) {
        for (const [kind, email] of [
          ['known', 'pat@school.example'],
          ['unknown', 'nobody@school.example'],
        ] as const) {
          const start = performance.now();
          await attempt(email, 'wrong', `192.0.2.${10 + i}`);
          best[kind] = Math.min(best[kind], performance.now() - start);
        }
      }
      // Without the same work an unknown address would answer more than ten times as fast.
      expect(best.unknown).toBeGreaterThan(best.known / 3);
    });

    it('is kept as argon2id and never in the clear', async () => {
      const rows = await opened.database.db.select().from(identities);
      const stored = rows.find((row) => row.subject === 'pat@school.example')?.passwordHash ?? '';
      expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(JSON.stringify(await opened.database.db.select().from(auditLog))).not.toContain(PASSWORD);
    });

    it('keeps the password of somebody who has one', async () => {
      const again = await createAccount(deps, { email: 'pat@school.example', name: 'X', password: 'another password' });
      expect(again.kind).toBe('has-password');
      expect(await attempt('pat@school.example', 'another password')).toEqual({ kind: 'wrong' });
    });

    it('is refused after ten wrong tries, from wherever they come, even if it is right', async () => {
      await createAccount(deps, { email: 'kim@school.example', name: 'Kim', password: PASSWORD });
      for (let i = 0; i < 10; i++) {
        expect(await attempt('kim@school.example', 'wrong', `198.51.100.${i}`)).toEqual({ kind: 'wrong' });
      }
      const answer = await attempt('KIM@school.example', PASSWORD, '198.51.100.99');
      expect(answer.kind).toBe('too-many');
      if (answer.kind === 'too-many') expect(answer.retryAfterMs).toBeGreaterThan(60_000);
    });

    it('forgets wrong tries after a right one', async () => {
      await createAccount(deps, { email: 'lee@school.example', name: 'Lee', password: PASSWORD });
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 7; i++) await attempt('lee@school.example', 'wrong', '203.0.113.5');
        expect((await attempt('lee@school.example', PASSWORD, '203.0.113.5')).kind).toBe('ok');
      }
    });

    it('limits one address that tries many accounts', async () => {
      const kinds = new Set<string>();
      for (let i = 0; i < 101; i++) kinds.add((await attempt(`guess${i}@school.example`, 'x', '203.0.113.66')).kind);
      expect(kinds).toEqual(new Set(['wrong', 'too-many']));
      expect((await attempt('pat@school.example', PASSWORD, '203.0.113.67')).kind).toBe('ok');
    });

    it('leaves no e-mail address in the table of limits', async () => {
      const rows = await opened.database.db.select().from(rateLimits);
      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toContain('@');
    });
  });

  describe('in a demo', () => {
    beforeAll(async () => {
      const { db } = opened.database;
      const [course] = await db.insert(courses).values({ slug: 'demo', title: 'Demo' }).returning();
      for (const [name, role] of [
        ['Tara', 'ta'],
        ['Ada', 'student'],
      ] as const) {
        const [user] = await db
          .insert(users)
          .values({ email: `${name}@demo.example`, name })
          .returning();
        if (!user || !course) throw new Error('nothing was inserted');
        await db.insert(identities).values({ userId: user.id, provider: 'demo', subject: name.toLowerCase() });
        await db.insert(enrolments).values({ userId: user.id, courseId: course.id, role });
      }
      await ensureDemoOperator(db, { account: 'olga', name: 'Olga', email: 'olga@demo.example' }, new Date());
    });

    it('offers the accounts, students first, operators last', async () => {
      expect(await listDemoAccounts(deps)).toEqual([
        { account: 'ada', name: 'Ada', role: 'student', section: null, operator: false },
        { account: 'tara', name: 'Tara', role: 'ta', section: null, operator: false },
        { account: 'olga', name: 'Olga', role: null, section: null, operator: true },
      ]);
    });

    it('finds an operator as one, without any part in a course', async () => {
      const olga = await signInDemo(deps, { account: 'olga' });
      expect(olga && (await findActor(deps, olga.id))).toMatchObject({ operator: true, enrolments: [] });
    });

    it('lets in by name', async () => {
      expect(await signInDemo(deps, { account: 'ada' })).toMatchObject({ name: 'Ada' });
      expect(await signInDemo(deps, { account: 'pat@school.example' })).toBeNull();
    });

    it('offers and admits nobody where this is no demo', async () => {
      const real = { ...deps, demo: false };
      expect(await listDemoAccounts(real)).toEqual([]);
      expect(await signInDemo(real, { account: 'ada' })).toBeNull();
    });

    it('finds a person with the roles of this moment', async () => {
      const ada = await signInDemo(deps, { account: 'ada' });
      const actor = ada && (await findActor(deps, ada.id));
      expect(actor?.enrolments.map((enrolment) => enrolment.role)).toEqual(['student']);
      await opened.database.db.update(enrolments).set({ role: 'ta' });
      const later = ada && (await findActor(deps, ada.id));
      expect(later?.enrolments.map((enrolment) => enrolment.role)).toEqual(['ta']);
    });

    it('finds nobody behind an account that is gone', async () => {
      const gone = UserIdSchema.parse('00000000-0000-4000-8000-000000000000');
      expect(await findActor(deps, gone)).toBeNull();
    });
  });

  describe('through a provider', () => {
    const identity = (rest: Partial<OidcIdentity>): OidcIdentity => ({
      issuer: 'https://id.school.example',
      subject: 'u-1',
      email: 'Noor@School.example',
      emailVerified: true,
      name: 'Noor Haddad',
      ...rest,
    });

    it('makes an account at the first sign-in and finds it at the next, even under another address', async () => {
      const first = await linkOidc(deps, identity({}));
      const next = await linkOidc(deps, identity({ email: 'married@school.example', emailVerified: false }));
      expect(first.kind).toBe('ok');
      expect(next).toEqual(first);
    });

    it('opens the account of an address that the provider vouches for', async () => {
      const made = await createAccount(deps, { email: 'olu@school.example', name: 'Olu', password: PASSWORD });
      const linked = await linkOidc(deps, identity({ subject: 'u-2', email: 'olu@school.example' }));
      expect(linked).toEqual({ kind: 'ok', person: made.person });
    });

    it('does not open it for an address that anybody could have typed in', async () => {
      const linked = await linkOidc(
        deps,
        identity({ subject: 'u-3', email: 'pat@school.example', emailVerified: false }),
      );
      expect(linked).toEqual({ kind: 'email-unverified' });
      expect(await linkOidc(deps, identity({ subject: 'u-4', email: null }))).toEqual({ kind: 'email-unverified' });
    });

    it('takes the same subject of another provider for another person', async () => {
      const here = await linkOidc(deps, identity({}));
      const there = await linkOidc(deps, identity({ issuer: 'https://other.example', email: 'x@other.example' }));
      expect(there.kind === 'ok' && here.kind === 'ok' && there.person.id !== here.person.id).toBe(true);
    });

    it('makes one account when two first sign-ins come at once', async () => {
      const both = await Promise.all(
        [1, 2].map(() => linkOidc(deps, identity({ subject: 'u-5', email: 'twin@school.example' }))),
      );
      expect(both[0]).toEqual(both[1]);
      expect(both[0]?.kind).toBe('ok');
    });
  });
});

/** The doctor on this machine, and on one that has less. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose, type Diagnosis } from '@/lib/boot/doctor';
import { PLATFORMS, remedies } from '@/lib/boot/doctor-walls';
import { freePort } from '../support/free-port';

let folder = '';
let port = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gradus-doctor-'));
  port = String(await freePort());
});
afterAll(() => rmSync(folder, { recursive: true }));

const quiet = (): Record<string, string> => ({ GRADUS_DATA: folder, PORT: port });
const levelOf = ({ findings }: Diagnosis, about: string): string | undefined =>
  findings.find((finding) => finding.about === about)?.level;

describe('the doctor', () => {
  it('finds a laptop fit, though the kernel holds nothing, and says how to change that on every platform', async () => {
    const diagnosis = await diagnose({ ...quiet(), NODE_ENV: 'production' }, { sandbox: 'plain' });
    expect(diagnosis).toMatchObject({ healthy: true, production: false });
    expect(levelOf(diagnosis, 'sandbox')).toBe('advice');
    const names = diagnosis.walls.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['isolate', 'bubblewrap', 'network', 'system calls', 'memory group']));
    const missing = diagnosis.walls.filter(({ stands }) => !stands).map(({ name }) => name);
    expect(missing).toEqual(expect.arrayContaining(['bubblewrap', 'network', 'system calls']));
    const found = remedies(diagnosis.walls);
    expect(found.flatMap(({ walls }) => walls).toSorted()).toEqual(missing.toSorted());
    for (const { remedy } of found) expect(Object.keys(remedy)).toEqual(Object.keys(PLATFORMS));
    expect(found.find(({ walls }) => walls.includes('network'))?.remedy.debian).toContain('apt install bubblewrap');
  });

  it('finds the same machine unfit for a course that others reach, until that is accepted by name', async () => {
    const school = { ...quiet(), NEXTAUTH_URL: 'https://gradus.school.example' };
    const refused = await diagnose(school, { sandbox: 'plain' });
    expect(refused).toMatchObject({ healthy: false, production: true });
    expect(levelOf(refused, 'sandbox')).toBe('problem');
    const accepted = await diagnose({ ...school, GRADUS_WEAK_SANDBOX: 'accepted' }, { sandbox: 'plain' });
    expect(accepted.healthy).toBe(true);
    const elsewhere = await diagnose({ ...school, GRADER: 'off' }, { sandbox: 'plain' });
    expect(elsewhere.healthy).toBe(true);
  });

  it('holds the machine to what was asked for by name: every wall of the kernel, and a control group', async () => {
    const required = await diagnose({ ...quiet(), SANDBOX: 'required' }, { sandbox: 'plain' });
    expect(required.findings.find(({ about }) => about === 'sandbox')).toMatchObject({
      level: 'problem',
      says: expect.stringMatching(/SANDBOX=required wants bubblewrap, .*system calls/),
    });
    const grouped = await diagnose({ ...quiet(), GRADUS_CGROUP: folder }, { sandbox: 'plain' });
    expect(grouped.findings.find(({ about }) => about === 'sandbox')).toMatchObject({
      level: 'problem',
      says: expect.stringContaining(
        `GRADUS_CGROUP names a control group that does not hold the grading processes: ${folder}`,
      ),
    });
  });

  it('names what is wrong: a taken port, a file in place of a folder, a database that is not there', async () => {
    const taken = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => taken.listen(0, resolve));
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const busy = String((taken.address() as AddressInfo).port);
    const first = await diagnose({ PORT: busy, GRADUS_DATA: file, GRADUS_CONTENT: folder });
    await new Promise((resolve) => taken.close(resolve));
    expect([levelOf(first, 'port'), levelOf(first, 'data folder'), levelOf(first, 'course')]).toEqual([
      'problem',
      'problem',
      'problem',
    ]);
    const second = await diagnose({
      ...quiet(),
      DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:1/none',
      GRADUS_SECRET: 'x'.repeat(32),
    });
    expect(levelOf(second, 'database')).toBe('problem');
    expect(JSON.stringify(second)).not.toContain('secret-word');
  });

  it('stops at an environment that is not understood', async () => {
    const diagnosis = await diagnose({ PORT: 'seven' });
    expect(diagnosis.healthy).toBe(false);
    expect(diagnosis.findings.at(-1)?.says).toContain('PORT');
  });
});

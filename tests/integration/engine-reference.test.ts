/** The engine's reference is whole: every public name says what it does, shows it by an example that runs, and tells when it throws. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ENGINE } from '@/app/docs/engine/engine-scope';
import { DOORS, SUBJECTS } from '@/lib/content/reference/doors';
import { extractEntries, type RawEntry } from '@/lib/content/reference/extract';
import type { Entry, Reference } from '@/lib/content/reference/reference';

const raw = extractEntries('lib/engine', DOORS);
let reference: Reference;
let entries: Entry[];

beforeAll(() => {
  // As the build does: each example on an engine of its own, which a test runner's import would not give.
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-reference.mjs'], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  reference = JSON.parse(readFileSync('dist/engine-reference.json', 'utf8')) as Reference;
  entries = reference.sections.flatMap((section) => [...section.entries]);
}, 120_000);

const placeOf = ({ name, file, line }: RawEntry): string => `${name} (lib/engine/${file}:${line})`;
const isAbstract = ({ signatures }: RawEntry): boolean => signatures[0]?.startsWith('abstract class') ?? false;
/** What can be called or made. */
const usable = raw.filter((entry) => entry.kind !== 'type');

describe('every public name', () => {
  it('says what it does', () => {
    expect(usable.filter(({ doc }) => doc.about.length === 0).map(placeOf)).toEqual([]);
  });

  it('shows it by an example', () => {
    const silent = usable.filter((entry) => entry.doc.examples.length === 0 && !isAbstract(entry));
    expect(silent.map(placeOf)).toEqual([]);
  });

  it('tells when it throws', () => {
    expect(raw.filter(({ throwsItself, doc }) => throwsItself && doc.throws.length === 0).map(placeOf)).toEqual([]);
  });

  it('is there for examples', () => {
    const absent = usable.filter(({ name, owner }) => (owner === null ? !(name in ENGINE) : !hasMember(owner, name)));
    expect(absent.map(placeOf)).toEqual([]);
  });
});

function hasMember(owner: string, name: string): boolean {
  const type = ENGINE[owner];
  return typeof type === 'function' && name in (type.prototype as object);
}

describe('every example', () => {
  it('gives something, and throws nothing', () => {
    const bad = entries.flatMap(({ name, examples }) =>
      examples.flatMap(({ code, result }) =>
        result === null || result.outcome.kind === 'value' ? [] : [{ name, code, outcome: result.outcome }],
      ),
    );
    expect(bad).toEqual([]);
  });

  it('is short', () => {
    const long = entries.flatMap(({ name, examples }) =>
      examples.filter(({ code }) => code.split('\n').length > 10).map(() => name),
    );
    expect(long).toEqual([]);
  });

  it('was run, but for those that need a graphics card', () => {
    const unknown = entries.filter(({ examples }) => examples.some(({ result }) => result === null));
    expect(unknown.map(({ file }) => file.split('/').slice(0, 4).join('/'))).toEqual(
      unknown.map(() => 'lib/engine/backends/webgpu'),
    );
  });
});

describe('the page', () => {
  it('has something under every subject', () => {
    expect(reference.sections.map(({ id }) => id)).toEqual(SUBJECTS.map(({ id }) => id));
  });

  it('gives every entry an address of its own, and leads nowhere else', () => {
    const ids = [...SUBJECTS.map(({ id }) => id), ...entries.map(({ id }) => id)];
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const known = new Set(ids);
    const targets = [...JSON.stringify(reference).matchAll(/href=\\"#([^"\\]*)\\"|"to":"([^"]*)"/g)];
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.map(([, link, part]) => link ?? part ?? '').filter((id) => !known.has(id))).toEqual([]);
  });

  it('finds what the course speaks of', () => {
    const names = new Set(entries.map(({ name }) => name));
    const wanted =
      'tensor matmul conv2d softmax backward Dense Conv2d Lstm Adam crossEntropy cosineDecay he l2 spiral pca';
    expect(wanted.split(' ').filter((name) => !names.has(name))).toEqual([]);
  });
});

/** Makes the engine's reference: what its doors export, by subject, with rendered words and linked signatures. */
import path from 'node:path';
import { DOORS, placeIn, SUBJECTS, subjectOf } from './doors';
import type { Docstring, RawBlock } from './docstring';
import { extractEntries, type RawEntry, type RawMember } from './extract';
import { foldSignature } from './fold';
import { type FindEntry, renderProse, summaryOf } from './prose';
import type { Block, Entry, Example, Member, Reference, SignaturePart } from './reference';

/** Answers for an example, or null where that can't be had here. */
export type RunExample = (code: string, entry: Pick<RawEntry, 'name' | 'file'>) => Promise<Example['result']>;

/** @param root of the repository */
export async function makeReference(root: string, run: RunExample): Promise<Reference> {
  const raw = extractEntries(path.join(root, 'lib/engine'), DOORS);
  const ids = nameEntries(raw);
  const sections = await Promise.all(
    SUBJECTS.map(async ({ id, title, intro }) => {
      const own = raw.filter(({ name, file }) => subjectOf(name, file) === id);
      const entries: Entry[] = [];
      for (const entry of own.toSorted(byPlace(id))) entries.push(await toEntry(entry, ids, run));
      return { id, title, intro, entries };
    }),
  );
  return { sections: sections.filter(({ entries }) => entries.length > 0) };
}

/** What is called comes before what only describes types; beyond that, the order in which it is written. */
const byPlace =
  (subject: string) =>
  (a: RawEntry, b: RawEntry): number => {
    const type = Number(a.kind === 'type') - Number(b.kind === 'type');
    const file = placeIn(subject, a.file) - placeIn(subject, b.file);
    return type || file || a.file.localeCompare(b.file) || a.line - b.line;
  };

interface Ids {
  of(entry: RawEntry): string;
  find: FindEntry;
}

/** `#conv2d`; where two would share an address, the method gives way: `#tensor-sum`. */
function nameEntries(raw: readonly RawEntry[]): Ids {
  const taken = new Set(SUBJECTS.map(({ id }) => id));
  const ids = new Map<RawEntry, string>();
  const byName = new Map<string, { id: string; method: boolean }>();
  for (const entry of raw.toSorted((a, b) => Number(a.kind === 'method') - Number(b.kind === 'method'))) {
    const plain = slug(entry.name);
    const candidates = [plain, `${slug(entry.owner ?? entry.kind)}-${plain}`];
    const id = candidates.find((one) => !taken.has(one)) ?? `${plain}-${String(ids.size)}`;
    taken.add(id);
    ids.set(entry, id);
    if (!byName.has(entry.name)) byName.set(entry.name, { id, method: entry.owner !== null });
  }
  const find: FindEntry = (name, called = false) => {
    const found = byName.get(name);
    return found === undefined || (called && found.method) ? null : found.id;
  };
  return { of: (entry) => ids.get(entry) ?? slug(entry.name), find };
}

function slug(name: string): string {
  return name
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
}

async function toEntry(raw: RawEntry, ids: Ids, run: RunExample): Promise<Entry> {
  const id = ids.of(raw);
  // No entry links to itself.
  const find: FindEntry = (name, called) => (ids.find(name) === id ? null : ids.find(name, called));
  const prose = (text: string): string => renderProse(text, find);
  const { doc } = raw;
  const examples: Example[] = [];
  for (const code of doc.examples) examples.push({ code, result: await run(code, raw) });
  return {
    id,
    name: raw.name,
    kind: raw.kind,
    file: `lib/engine/${raw.source ?? raw.file}`,
    signatures: raw.signatures.map((text) =>
      linkTypes(foldSignature(raw.owner === null ? text : `${OWNER}.${text}`), find),
    ),
    about: doc.about.map((block) => toBlock(block, prose)),
    params: doc.params.map(({ name, text }) => ({ name, html: prose(text) })),
    returns: doc.returns === null ? null : prose(doc.returns),
    throws: doc.throws.map((text) => prose(text.replace(/^[A-Z]\w*Error\b/, '`$&`'))),
    see: doc.see.map(prose),
    members: raw.members.map((member) => toMember(member, find)),
    examples,
    summary: summaryOf(firstText(doc)),
  };
}

/** How a tensor is called in the signatures of its methods. */
const OWNER = 't';

function toMember({ name, signature, doc }: RawMember, find: FindEntry): Member {
  const prose = (text: string): string => renderProse(text, find);
  const extra = [
    ...doc.params.map(({ name, text }) => `\`${name}\`: ${text}`),
    ...(doc.returns === null ? [] : [`Returns ${doc.returns}.`]),
    ...doc.throws.map((text) => `Throws ${text}.`),
  ];
  const about: RawBlock[] = [...doc.about, ...extra.map((text) => ({ kind: 'text' as const, text }))];
  return {
    name,
    signature: linkTypes(foldSignature(signature), find),
    about: about.map((block) => toBlock(block, prose)),
  };
}

function toBlock(block: RawBlock, prose: (text: string) => string): Block {
  switch (block.kind) {
    case 'text':
      return { kind: 'text', html: prose(block.text) };
    case 'list':
      return { kind: 'list', items: block.items.map(prose) };
    case 'formula':
      return block;
  }
}

function firstText(doc: Docstring): string {
  const [first] = doc.about;
  return first === undefined || first.kind === 'list' ? '' : first.text;
}

/** Names of types and classes in a signature lead to their entries. */
function linkTypes(signature: string, find: FindEntry): SignaturePart[] {
  const parts: SignaturePart[] = [];
  let plain = '';
  for (const text of signature.split(/(?<![\w'"$.])([A-Z]\w*)(?![\w'"])/)) {
    const to = /^[A-Z]\w*$/.test(text) ? find(text) : null;
    if (to === null) plain += text;
    else {
      if (plain !== '') parts.push({ text: plain });
      parts.push({ text, to });
      plain = '';
    }
  }
  return plain === '' ? parts : [...parts, { text: plain }];
}

/** The reference of the engine, made from its docstrings. Open to everybody. */
import type { Metadata } from 'next';
import { Link } from '@/app/ui/link';
import { PublicBar } from '@/app/ui/public-bar';
import { readEngineReference } from '@/lib/boot/engine-reference';
import { Contents, type ListedSection } from './contents.client';
import { ReferenceEntry } from './reference-entry';
import './reference.css';

export const metadata: Metadata = {
  title: 'The engine',
  description:
    'Tensors, gradients, layers, optimizers, data sets: every public name of the engine, with examples that run here.',
};

export default async function EngineReferencePage() {
  const { sections } = await readEngineReference();
  const listed: ListedSection[] = sections.map(({ id, title, entries }) => ({
    id,
    title,
    entries: entries.map((entry) => ({ id: entry.id, name: entry.name, words: `${title} ${entry.summary}` })),
  }));
  const count = sections.reduce((sum, { entries }) => sum + entries.length, 0);
  return (
    <>
      <PublicBar trail={[{ label: 'The engine' }]} />
      <div className="reference">
        <aside className="reference-aside" aria-label="Contents">
          <Contents sections={listed} />
        </aside>
        <main id="main" tabIndex={-1} className="min-w-0 pb-24">
          <header className="max-w-(--measure)">
            <p className="label">Reference · {count} entries</p>
            <h1 className="mt-2 text-xl font-semibold tracking-tight md:text-2xl">The engine</h1>
            <p className="mt-4 text-md text-ink-2">
              The neural-network engine behind the figures, the checks and the{' '}
              <Link className="link" href="/playground">
                playground
              </Link>
              . It has no dependencies, and its sources are meant to be read. In float64 it gives the same bits on every
              machine.
            </p>
            <p className="mt-3 text-base text-ink-2">
              Every example runs in your browser: change it, then press <b>Run</b>. All names of this page are there,
              nothing needs to be imported, and the value of the last line is shown.
              <span className="no-js"> Running them needs JavaScript; what they give is printed below each.</span>
            </p>
          </header>
          {sections.map(({ id, title, intro, entries }) => (
            <section key={id} aria-labelledby={id} className="reference-section">
              <h2 id={id} className="text-lg font-semibold tracking-tight">
                {title}
              </h2>
              <p className="mt-2 max-w-(--measure) text-md text-ink-2">{intro}</p>
              {entries.map((entry) => (
                <ReferenceEntry key={entry.id} entry={entry} />
              ))}
            </section>
          ))}
        </main>
      </div>
    </>
  );
}

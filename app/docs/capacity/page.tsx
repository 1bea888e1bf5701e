/** What a machine carries and what it costs: docs/capacity.md with plots of its figures. Open to everybody. */
import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { FigureCaption } from '@/app/figures/parts/figure-caption';
import { Outline } from '@/app/lesson/outline.client';
import { PublicBar } from '@/app/ui/public-bar';
import { readCapacity } from '@/lib/boot/capacity';
import type { CapacityFigures } from '@/lib/boot/capacity-figures';
import { CostPlot, StudentsPlot, WorkersPlot } from './plots';
import '@/app/figures/figures.css';
import '@/app/lesson/lesson.css';
import './capacity.css';

export const metadata: Metadata = {
  title: 'Capacity',
  description: 'What one machine carries, what a thousand submissions cost, and how to plan for more.',
};

const PLOTS: Record<string, (props: { figures: CapacityFigures }) => ReactNode> = {
  cost: CostPlot,
  students: StudentsPlot,
  workers: WorkersPlot,
};

export default async function CapacityPage() {
  const { figures, parts, outline } = await readCapacity();
  return (
    <>
      <PublicBar trail={[{ label: 'Capacity' }]} />
      <div className="lesson">
        <main id="main" tabIndex={-1} className="min-w-0 pt-8 pb-24 md:pt-14">
          <p className="label">For operators</p>
          <h1 className="mt-2 text-xl font-semibold tracking-tight md:text-2xl">Capacity</h1>
          <article className="lesson-body capacity mt-8">
            {parts.map((part, index) => {
              if (part.kind === 'html') {
                return <div key={index} className="prose" dangerouslySetInnerHTML={{ __html: part.html }} />;
              }
              const Plot = part.kind === 'figure' ? PLOTS[part.name] : undefined;
              if (part.kind !== 'figure' || Plot === undefined) return null;
              const caption = `figure-${part.number}-caption`;
              return (
                <figure key={index} className="fig" aria-labelledby={caption}>
                  <Plot figures={figures} />
                  <FigureCaption id={caption} number={part.number} html={part.captionHtml} />
                </figure>
              );
            })}
          </article>
        </main>
        <aside className="lesson-aside pt-16" aria-label="On this page">
          <Outline entries={outline} />
        </aside>
      </div>
    </>
  );
}

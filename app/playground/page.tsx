/** The playground: a small net that learns before your eyes. Open to everybody. */
import type { Metadata } from 'next';
import { PublicBar } from '../ui/public-bar';
import { readQuery } from './address';
import { firstPicture } from './first-picture.server';
import { Playground } from './playground.client';
import '../figures/figures.css';
import './picture.css';
import './playground.css';

export const metadata: Metadata = {
  title: 'Playground',
  description: 'Train a small neural network in your browser, and see what each of its units has learnt.',
};

export default async function PlaygroundPage({ searchParams }: PageProps<'/playground'>) {
  const { settings, notes } = readQuery(await searchParams);
  const first = await firstPicture(settings, notes);
  return (
    <>
      <PublicBar trail={[{ label: 'Playground' }]} />
      <main id="main" tabIndex={-1}>
        <h1 className="sr-only">Playground</h1>
        <Playground first={first} />
      </main>
    </>
  );
}

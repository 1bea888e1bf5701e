/** The operators' page: the queue, the pace, the workers, and what failed. */
import type { Metadata } from 'next';
import { readOperation } from '@/lib/features/operations/read-operation';
import { pageGuard } from '../http/page-guard';
import { Bar } from '../ui/bar';
import { Link } from '../ui/link';
import { Operation } from './operation.client';

export const metadata: Metadata = { title: 'Operation' };

export default async function OperatePage() {
  const first = await pageGuard(readOperation);
  return (
    <>
      <Bar trail={[{ label: 'Operation' }]} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-(--breakpoint-lg) px-4 pt-8 pb-24 sm:px-6">
        <Operation first={first} />
        <p className="mt-12 text-sm text-ink-2">
          How much a machine carries, what gives way first, and how to plan for more:{' '}
          <Link className="link" href="/docs/capacity">
            Capacity
          </Link>
        </p>
      </main>
    </>
  );
}

/** While the operators' page is read for the first time. */
import { BarFrame } from '../ui/bar-frame';

export default function Loading() {
  return (
    <>
      <BarFrame trail={[{ label: 'Operation' }]} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-(--breakpoint-lg) px-4 pt-8 pb-24 sm:px-6">
        <h1 className="text-xl font-semibold tracking-tight">Operation</h1>
        <p role="status" className="mt-4 text-ink-2">
          Asking the queue and the workers …
        </p>
      </main>
    </>
  );
}

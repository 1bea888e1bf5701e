/** Jobs that failed and are tried again by themselves: early signs of what will stand among the failures. */
import type { TroubledView } from '@/lib/features/operations/views';
import { Id, Nothing, Section } from './section';
import { duration } from './words';

export function TroubledList({ troubled }: { troubled: readonly TroubledView[] }) {
  return (
    <Section id="troubled" title="Tried again by themselves">
      {troubled.length === 0 ? (
        <Nothing>No job waits for another try.</Nothing>
      ) : (
        <ul className="border-b border-line">
          {troubled.map(({ id, tries, of, inSeconds, reason }) => (
            <li key={id} className="border-t border-line py-3 text-sm">
              <p className="break-words">{reason}</p>
              <p className="text-ink-2 tabular-nums">
                {tries} of {of} tries, the next in {duration(inSeconds)}
              </p>
              <Id>{id}</Id>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

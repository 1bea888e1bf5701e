/** Everybody who takes jobs: where, with what, how much, and since when nothing was heard. */
import type { WorkerView } from '@/lib/features/operations/views';
import { When } from '../staff/when.client';
import { Notice } from '../ui/notice';
import { Nothing, Section } from './section';
import { differingGraders, duration, WORKER_STATES } from './words';

export function WorkerList({ workers }: { workers: readonly WorkerView[] }) {
  const differing = differingGraders(workers);
  const working = workers.filter(({ state }) => state === 'working').length;
  return (
    <Section id="workers" title="Workers" aside={<span className="text-sm text-ink-3">{working} at work</span>}>
      {working === 0 && (
        <div className="mb-4">
          <Notice tone="fail" title="Nobody grades">
            What students hand in is kept and waits. Start a worker with <code>npm run worker</code>.
          </Notice>
        </div>
      )}
      {differing !== null && (
        <div className="mb-4">
          <Notice tone="warn" title="Workers differ">
            {differing}. While a release is rolled out that is as it should be; afterwards, update the rest.
          </Notice>
        </div>
      )}
      {workers.length === 0 ? (
        <Nothing>No worker was seen lately.</Nothing>
      ) : (
        <ul className="border-b border-line">
          {workers.map((worker) => (
            <Row key={worker.id} worker={worker} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Row({ worker }: { worker: WorkerView }) {
  const { kind, host, pid, grader, walls, queues, concurrency, inHand, startedAt, seenSecondsAgo, state } = worker;
  const { sign, word, tone } = WORKER_STATES[state];
  return (
    <li className="grid gap-x-6 gap-y-1 border-t border-line py-3 text-sm md:grid-cols-[14rem_1fr_1fr]">
      <div>
        <p className="font-medium break-all">
          {host} <span className="font-normal text-ink-3">process {pid}</span>
        </p>
        <p className={tone}>
          <span aria-hidden>{sign} </span>
          {word}
          <span className="text-ink-3">, {kind === 'web' ? 'beside the web' : 'a worker'}</span>
        </p>
      </div>
      <div className="tabular-nums">
        <p>
          {inHand} of {concurrency} in hand <span className="text-ink-3">from {queues.join(', ')}</span>
        </p>
        <p className="text-ink-2">seen {duration(seenSecondsAgo)} ago</p>
        <p className="text-ink-3">
          since <When at={startedAt} />
        </p>
      </div>
      <div>
        <p className={walls.mode === 'full' ? 'text-pass' : 'text-warn'}>{wallWords(walls)}</p>
        <p className="text-ink-2">
          grader {grader.version}, build <code className="text-xs">{grader.build.slice(0, 8)}</code>
        </p>
        <p className="text-xs text-ink-3">{grader.runtime}</p>
      </div>
    </li>
  );
}

/** `full`: the kernel holds what escapes, though a wall of lesser weight may be missing. */
function wallWords({ mode, missing }: WorkerView['walls']): string {
  const without = missing.join(', ');
  if (mode === 'weak') return `! weak: ${without} missing`;
  return missing.length === 0 ? '✓ all walls stand' : `✓ full, without ${without}`;
}

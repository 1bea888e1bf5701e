/** One exercise as its author sees it: which rules hold, which program fails at which check, what students are told. */
import type { Proof, PublicExercise } from '@/lib/features/exercises/views';
import { KillMatrix } from './kill-matrix.client';
import { proofWords } from './kill-words';
import { RefreshEvery } from './refresh.client';
import { RulesList } from './rules-list';
import { When } from './when.client';
import './kill.css';

interface ProofScreenProps {
  exercise: PublicExercise;
  proof: Proof | null;
}

export function ProofScreen({ exercise, proof }: ProofScreenProps) {
  return (
    <main id="main" tabIndex={-1} className="mx-auto w-full max-w-(--breakpoint-lg) px-4 py-8 md:px-6">
      <h1 className="text-lg font-semibold">
        {exercise.number} {exercise.title}
      </h1>
      {proof === null ? <Waiting /> : <Proven proof={proof} />}
      <section aria-labelledby="statement" className="mt-12">
        <h2 id="statement" className="text-md font-semibold">
          What students read
        </h2>
        <div
          className="prose mt-4 border-t border-line pt-4"
          dangerouslySetInnerHTML={{ __html: exercise.statementHtml }}
        />
      </section>
    </main>
  );
}

function Waiting() {
  return (
    <div className="mt-4 border-y border-line py-6">
      <output className="block text-md font-medium">Being proven</output>
      <p className="mt-1 max-w-(--measure) text-base text-ink-2">
        The starter, the reference and every wrong solution are being run against each check. That takes about half a
        minute for each exercise; this page shows the result as soon as it is there.
      </p>
      <RefreshEvery seconds={3} />
    </div>
  );
}

function Proven({ proof }: { proof: Proof }) {
  const told = proof.rows.filter((row) => row.says !== null);
  const broken = proof.rules.filter((rule) => !rule.ok && rule.blocking).length;
  return (
    <>
      <p className={`mt-2 text-base ${broken > 0 ? 'text-fail' : 'text-ink-2'}`}>
        <span aria-hidden>{broken > 0 ? '✗ ' : '✓ '}</span>
        {proofWords(proof)}
      </p>
      <p className="mt-1 text-sm text-ink-3">
        Proven <When at={proof.provedAt} /> in {(proof.ms / 1000).toFixed(1)} s, version{' '}
        <code className="text-xs">{proof.hash.slice(0, 10)}</code>
      </p>
      <section aria-labelledby="rules" className="mt-8">
        <h2 id="rules" className="mb-3 text-md font-semibold">
          Rules
        </h2>
        <RulesList rules={proof.rules} />
      </section>
      <section aria-labelledby="kill" className="mt-12">
        <h2 id="kill" className="mb-3 text-md font-semibold">
          Kill matrix
        </h2>
        <KillMatrix checks={proof.checks} rows={proof.rows} />
      </section>
      {told.length > 0 && (
        <section aria-labelledby="told" className="mt-12">
          <h2 id="told" className="mb-3 text-md font-semibold">
            What students are told
          </h2>
          <dl className="border-b border-line text-sm">
            {told.map((row) => (
              <div key={row.program} className="border-t border-line py-2 sm:grid sm:grid-cols-[15rem_1fr] sm:gap-x-4">
                <dt className="font-medium wrap-anywhere">{row.program}</dt>
                <dd className="text-ink-2">{row.says}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

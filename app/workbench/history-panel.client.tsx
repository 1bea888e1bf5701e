/** Earlier submissions: scores and times, one opened with its code and verdict, any two compared. */
'use client';
import { ChevronRight } from 'lucide-react';
import { Link } from '@/app/ui/link';
import { type ReactNode, useCallback, useState } from 'react';
import type { SubmissionRow } from '@/lib/features/submissions/views';
import { When } from '../staff/when.client';
import { CodeLines } from '../ui/code-lines';
import { VerdictView } from '../ui/verdict';
import type { VerdictContext } from '../ui/verdict-context';
import { DiffDialog, type Version } from './diff-dialog.client';
import { isPending, outcomeOf, replacedWords } from './outcome';
import { Regraded } from './regraded';
import { toVerdict } from './to-verdict';
import type { Task, Verdict } from './verdict-groups';
import { getSubmission } from './workbench-api';

interface Props {
  course: string;
  rows: readonly SubmissionRow[];
  tasks: readonly Task[];
  context: VerdictContext;
  /** The code in the editor, read when a comparison is opened. */
  currentCode: () => string;
  onRestore: (code: string) => void;
}

interface Loaded {
  code: string;
  verdict: Verdict | null;
}
type Load = Loaded | 'loading' | 'failed';

/** The draft in the editor, among the versions that can be compared. */
const CURRENT = 'current';

export function HistoryPanel({ course, rows, tasks, context, currentCode, onRestore }: Props) {
  const [loads, setLoads] = useState<ReadonlyMap<string, Load>>(new Map());
  const [left, setLeft] = useState<string | null>(null);
  const [right, setRight] = useState<string>(CURRENT);
  const [pair, setPair] = useState<[Version, Version] | null>(null);

  const load = useCallback(async (id: string): Promise<Loaded | null> => {
    const put = (value: Load) => setLoads((old) => new Map(old).set(id, value));
    put('loading');
    const answer = await getSubmission(id);
    if (answer.kind !== 'ok') {
      put('failed');
      return null;
    }
    const { code, result } = answer.value;
    const loaded = { code, verdict: result && toVerdict(result) };
    put(loaded);
    return loaded;
  }, []);

  if (rows.length === 0) {
    return (
      <div className="text-ink-2">
        <p>No submissions yet.</p>
        <p className="mt-1">
          Run tries the open checks here in the browser, as often as you like. Submit asks the server for a verdict that
          counts.
        </p>
      </div>
    );
  }

  const first = left ?? rows[1]?.id ?? rows[0]?.id ?? CURRENT;
  const versionOf = async (id: string): Promise<Version | null> => {
    if (id === CURRENT) return { title: 'the code in the editor', code: currentCode() };
    const known = loads.get(id);
    const loaded = typeof known === 'object' ? known : await load(id);
    const attempt = rows.find((row) => row.id === id)?.attempt;
    return loaded && { title: `attempt ${attempt}`, code: loaded.code };
  };
  const compare = async (): Promise<void> => {
    const [a, b] = await Promise.all([versionOf(first), versionOf(right)]);
    if (a && b) setPair([a, b]);
  };

  return (
    <>
      <div className="flex flex-wrap items-end gap-3 border-b border-line pb-4">
        <VersionSelect label="Compare" value={first} rows={rows} onChange={setLeft} />
        <VersionSelect label="with" value={right} rows={rows} onChange={setRight} />
        <button type="button" className="btn" onClick={() => void compare()}>
          Show differences
        </button>
      </div>
      <ul>
        {rows.map((row) => {
          const outcome = outcomeOf(row);
          return (
            <li key={row.id} className="border-b border-line">
              <details
                className="group/row"
                onToggle={(event) => {
                  if (event.currentTarget.open && !loads.has(row.id) && !isPending(row)) void load(row.id);
                }}
              >
                <summary className="flex min-h-10 cursor-pointer list-none items-center gap-3 text-sm [&::-webkit-details-marker]:hidden">
                  <span className="font-medium whitespace-nowrap">Attempt {row.attempt}</span>
                  <span className={`whitespace-nowrap ${outcome.tone}`}>
                    <span aria-hidden>{outcome.sign}</span> {outcome.words}
                  </span>
                  {row.regraded ? <span className="whitespace-nowrap text-ink-3">regraded</span> : null}
                  <span className="ml-auto truncate text-ink-3">
                    <When at={row.submittedAt} />
                  </span>
                  <ChevronRight size={15} aria-hidden className="shrink-0 text-ink-3 group-open/row:rotate-90" />
                </summary>
                <Opened load={isPending(row) ? undefined : loads.get(row.id)} row={row} tasks={tasks} context={context}>
                  <button
                    type="button"
                    className="btn"
                    onClick={() => {
                      const loaded = loads.get(row.id);
                      if (typeof loaded === 'object') onRestore(loaded.code);
                    }}
                  >
                    Put into the editor
                  </button>
                  <Link className="btn btn-quiet" href={`/courses/${course}/submissions/${row.id}`}>
                    Page of attempt {row.attempt}
                  </Link>
                </Opened>
              </details>
            </li>
          );
        })}
      </ul>
      {pair ? <DiffDialog title="What changed" before={pair[0]} after={pair[1]} onClose={() => setPair(null)} /> : null}
    </>
  );
}

interface OpenedProps {
  load: Load | undefined;
  row: SubmissionRow;
  tasks: readonly Task[];
  context: VerdictContext;
  children: ReactNode;
}

function Opened({ load, row, tasks, context, children }: OpenedProps) {
  if (isPending(row))
    return <p className="pb-4 text-sm text-ink-2">This attempt is still being graded; its verdict appears here.</p>;
  if (load === undefined || load === 'loading')
    return <p className="pb-4 text-sm text-ink-2">Fetching attempt {row.attempt}</p>;
  if (load === 'failed')
    return <p className="pb-4 text-sm text-ink-2">The server did not answer. Close this and open it again to retry.</p>;
  return (
    <div className="pb-5">
      <div className="mb-4 flex flex-wrap gap-2">{children}</div>
      <Regraded row={row} className="mb-4 block first-letter:uppercase text-sm text-ink-2" />
      {row.state === 'superseded' ? (
        <p className="text-sm text-ink-2">{replacedWords(row.replacedBy)}. It has no verdict and costs no attempt.</p>
      ) : null}
      {load.verdict ? <VerdictView verdict={load.verdict} tasks={tasks} context={context} /> : null}
      <h3 className="label mt-5 mb-1">Code of attempt {row.attempt}</h3>
      <CodeLines code={load.code} label={`Code of attempt ${row.attempt}`} />
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  rows: readonly SubmissionRow[];
  onChange: (id: string) => void;
}

function VersionSelect({ label, value, rows, onChange }: SelectProps) {
  return (
    <label className="text-xs font-medium text-ink-3">
      {label}
      <select className="input mt-1" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value={CURRENT}>the editor</option>
        {rows.map((row) => (
          <option key={row.id} value={row.id}>
            attempt {row.attempt}
          </option>
        ))}
      </select>
    </label>
  );
}

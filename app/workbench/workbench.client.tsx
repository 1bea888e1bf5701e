/** The workbench: statement and editor side by side, run and submit, and the verdict where the eye is. */
'use client';
import { Check } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { PublicExercise, WorkbenchView } from '@/lib/features/exercises/views';
import type { SubmissionRow } from '@/lib/features/submissions/views';
import type { CodeEditorHandle } from '../ui/code-editor.client';
import { Split } from '../ui/split.client';
import type { VerdictContext } from '../ui/verdict-context';
import { clientProse } from '../ui/verdict-prose.client';
import { ConflictNotice } from './conflict-notice.client';
import { Dialog } from './dialog.client';
import { EditorBar, RUN_ID } from './editor-bar.client';
import { EditorPane } from './editor-pane.client';
import { HintsPanel } from './hints-panel.client';
import { HistoryPanel } from './history-panel.client';
import type { StoreKey } from './local-store';
import { isPending } from './outcome';
import { canSubmit, isOnItsWay, type SubmitState } from './submit-state';
import { Tabs } from './tabs.client';
import { toVerdict } from './to-verdict';
import { useDraft } from './use-draft.client';
import { useKeys } from './use-keys.client';
import { useRun } from './use-run.client';
import { useSaid } from './use-said.client';
import { useSecondsUntil } from './use-seconds.client';
import { useSubmit } from './use-submit.client';
import { announce, points, type Verdict } from './verdict-groups';
import { VERDICT_ID, VerdictPane } from './verdict-pane.client';
import './workbench.css';

export interface WorkbenchProps {
  userId: string;
  course: string;
  exercise: Pick<
    PublicExercise,
    'slug' | 'number' | 'title' | 'tasks' | 'checks' | 'hints' | 'starter' | 'typings' | 'exports' | 'openPack'
  >;
  lesson: VerdictContext['lesson'];
  draft: WorkbenchView['draft'];
  submissions: readonly SubmissionRow[];
  replaceWaiting: boolean;
  grade: WorkbenchView['grade'];
  /** Title and statement, rendered by the server. */
  children: ReactNode;
}

export function Workbench({
  userId,
  course,
  exercise,
  lesson,
  draft: saved,
  submissions,
  replaceWaiting,
  grade,
  children,
}: WorkbenchProps) {
  const storeKey: StoreKey = { userId, course, exercise: exercise.slug };
  const editor = useRef<CodeEditorHandle | null>(null);
  const tabs = useRef<HTMLElement>(null);
  const [rows, setRows] = useState(submissions);
  const [verdict, setVerdict] = useState<{ of: Verdict; code: string } | null>(null);
  const [said, setSaid] = useState('');
  const [asksReset, setAsksReset] = useState(false);
  const [initial, setInitial] = useState<string | null>(null);

  const onReplaced = useCallback((code: string) => editor.current?.setCode(code), []);
  const draft = useDraft({ storeKey, starter: exercise.starter, server: saved, onReplaced });
  const { code, dispatch } = draft;
  // The browser's own copy is known only here, so the editor starts after the first paint.
  useEffect(() => setInitial(code()), [code]);

  const show = (next: Verdict, judged: string): void => {
    setVerdict({ of: next, code: judged });
    setSaid(announce(next));
    const { fault } = next;
    editor.current?.showFault(
      fault?.line === undefined ? null : { line: fault.line, column: fault.column ?? 1, message: fault.message },
    );
  };
  const put = (row: SubmissionRow): void =>
    setRows((old) => [row, ...old.filter(({ id }) => id !== row.id)].toSorted((a, b) => b.attempt - a.attempt));
  const run = useRun({ pack: exercise.openPack, exports: exercise.exports, onDone: show });
  const submit = useSubmit({
    storeKey,
    pending: submissions.find(isPending),
    onDone({ submission, result }, judged) {
      put(submission);
      show(toVerdict(result), judged);
    },
    onSettled: put,
  });

  useEffect(() => {
    if (verdict) focusVerdict();
  }, [verdict]);
  useSaid(submit.state, setSaid);

  const onRun = (): void => run.run(code());
  const onSubmit = (): void => {
    draft.flush();
    if (submit.state.kind !== 'waiting' || replaceWaiting) submit.submit(code());
  };
  useKeys({ run: onRun, submit: onSubmit });

  const context: VerdictContext = {
    prose: clientProse,
    lesson,
    staff: false,
    onJump: (line, column) => editor.current?.jumpTo(line, column),
  };
  const { sync } = draft.state;
  const conflict = sync.kind === 'conflict' ? sync.theirs : null;
  const best = gradeWords(rows, grade);
  const can = canSubmit(submit.state, draft.state.code) && (submit.state.kind !== 'waiting' || replaceWaiting);
  const freeIn = useSecondsUntil(submit.state.kind === 'limited' ? submit.state.until : null);

  return (
    <Split
      label="Width of the statement"
      first={
        <section ref={tabs} aria-label="Exercise" className="flex min-h-0 flex-col max-md:border-b max-md:border-line">
          <Tabs
            label="Exercise"
            aside={best ? <BestNow rows={rows} grade={grade} /> : null}
            items={[
              { id: 'statement', title: 'Statement', panel: children },
              {
                id: 'hints',
                title: 'Hints',
                panel: (
                  <>
                    <h1 className="sr-only">{exercise.title}: hints</h1>
                    <HintsPanel hints={exercise.hints} storeKey={storeKey} />
                  </>
                ),
              },
              {
                id: 'history',
                title: 'History',
                count: rows.length,
                panel: (
                  <>
                    <h1 className="sr-only">{exercise.title}: history</h1>
                    {best ? <p className="mb-4 text-sm text-ink-2">{best}</p> : null}
                    <HistoryPanel
                      course={course}
                      rows={rows}
                      tasks={exercise.tasks}
                      context={context}
                      currentCode={code}
                      onRestore={(old) => dispatch({ kind: 'reset', starter: old })}
                    />
                  </>
                ),
              },
            ]}
          />
        </section>
      }
      second={
        <div className="flex min-h-0 min-w-0 flex-col">
          <p className="sr-only" role="status">
            {said}
          </p>
          <section
            aria-label="Editor"
            className={`flex shrink-0 flex-col ${conflict ? 'h-[640px] md:h-[70%]' : 'h-[388px] md:h-[46%]'}`}
            onFocus={run.warm}
          >
            {conflict ? (
              <ConflictNotice
                mine={draft.state.code}
                theirs={conflict}
                onKeepMine={() => dispatch({ kind: 'keep-mine' })}
                onTakeTheirs={() => dispatch({ kind: 'take-theirs' })}
              />
            ) : null}
            <EditorPane
              initial={initial}
              shown={draft.state.code}
              fileName={`${exercise.slug}.ts`}
              typings={exercise.typings}
              exports={exercise.exports}
              onChange={(text) => dispatch({ kind: 'typed', code: text })}
              onReady={(handle) => {
                editor.current = handle;
                handle.setCode(code());
              }}
              onLeave={(backwards) => {
                if (backwards) tabs.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
                else document.getElementById(RUN_ID)?.focus();
              }}
            />
            <EditorBar
              draftWords={draft.words}
              draftTone={sync.kind === 'rest' || sync.kind === 'saving' ? 'plain' : 'warn'}
              running={run.state.kind === 'running'}
              submit={{ can, words: submitWords(submit.state, can, freeIn) }}
              canUndo={draft.state.undo !== null}
              onRun={onRun}
              onSubmit={onSubmit}
              onReset={() => setAsksReset(true)}
              onUndo={() => dispatch({ kind: 'undo-reset' })}
            />
          </section>
          <VerdictPane
            verdict={verdict?.of ?? null}
            stale={verdict !== null && verdict.code !== draft.state.code}
            run={run.state}
            submit={submit.state}
            tasks={exercise.tasks}
            context={context}
            openChecks={exercise.checks.filter((check) => check.open).length}
            allChecks={exercise.checks.length}
            replaceWaiting={replaceWaiting}
            onRetry={submit.retry}
            onDismiss={submit.dismiss}
          />
          {asksReset ? (
            <Dialog
              title={`Reset ${exercise.number} ${exercise.title}?`}
              onClose={() => setAsksReset(false)}
              actions={
                <button
                  type="button"
                  className="btn btn-primary"
                  onClick={() => {
                    dispatch({ kind: 'reset', starter: exercise.starter });
                    setAsksReset(false);
                  }}
                >
                  Reset to the starter
                </button>
              }
            >
              <p>
                The editor goes back to the code you started from. Undo, beside Submit, brings yours back; submissions
                stay as they are.
              </p>
            </Dialog>
          ) : null}
        </div>
      }
    />
  );
}

/** What the button says. */
function submitWords(state: SubmitState, can: boolean, freeIn: number | null): string {
  if (freeIn !== null) return freeIn === 0 ? 'Submit' : `Submit in ${freeIn} s`;
  if (isOnItsWay(state) && !can) return 'Submitting';
  return state.kind === 'held' && !can ? 'Waiting to submit' : 'Submit';
}

/** Moves reading to the verdict, unless someone is typing. */
function focusVerdict(): void {
  if (!document.activeElement?.closest('.monaco-editor')) document.getElementById(VERDICT_ID)?.focus();
}

/** `Grade 60 of 100, the best of 3 attempts.` */
function gradeWords(rows: readonly SubmissionRow[], grade: WorkbenchView['grade']): string | null {
  const standing = standingOf(rows, grade);
  if (!standing) return null;
  const { best, latest, max, attempts } = standing;
  if (grade?.policy === 'last')
    return `Grade ${points(latest)} of ${points(max)}, your latest attempt; best ${points(best)}.`;
  return `Grade ${points(best)} of ${points(max)}, the best of ${attempts === 1 ? '1 attempt' : `${attempts} attempts`}.`;
}

/** `best 60 of 100`, always in sight. */
function BestNow({ rows, grade }: Pick<WorkbenchProps, 'grade'> & { rows: readonly SubmissionRow[] }) {
  const standing = standingOf(rows, grade);
  if (!standing) return null;
  const { best, max } = standing;
  return (
    <span className={`flex items-center gap-1 text-sm whitespace-nowrap ${best >= max ? 'text-pass' : 'text-ink-2'}`}>
      {best >= max ? <Check size={15} strokeWidth={2.5} aria-hidden /> : null}
      best {points(best)}
      <span className="text-ink-3 max-sm:hidden"> of {points(max)}</span>
    </span>
  );
}

function standingOf(rows: readonly SubmissionRow[], grade: WorkbenchView['grade']) {
  const graded = rows.filter((row) => row.state === 'done' && row.status !== 'platform-error');
  const [newest] = graded;
  if (!newest) return null;
  const best = Math.max(...graded.map((row) => row.score ?? 0), grade?.policy === 'best' ? grade.score : 0);
  return { best, latest: newest.score ?? 0, max: newest.max, attempts: graded.length };
}

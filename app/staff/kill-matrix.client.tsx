'use client';
/** The kill matrix: programs against checks, a sign in each cell, and below it in words what the cell says. */
import { useRef, useState, type KeyboardEvent } from 'react';
import type { KillRow, Proof } from '@/lib/features/exercises/views';
import { placeAfter } from './grid-keys';
import { isPromised, killWords, meets, ROLE_WORDS, type KillCell } from './kill-words';

interface KillMatrixProps {
  checks: Proof['checks'];
  rows: KillRow[];
}

const SIGNS: Record<KillCell['status'], string> = { pass: '✓', fail: '✗', error: '!' };
const SIGN_WORDS: Record<KillCell['status'], string> = { pass: 'passes', fail: 'fails', error: 'does not run' };

/** A failure that the proof wants is no bad news: red is for what breaks the proof. */
function toneOf(row: KillRow, cell: KillCell): string {
  if (!meets(row, cell)) return 'text-fail bg-fail-bg font-semibold';
  if (cell.status === 'pass') return row.role === 'wrong' ? 'text-ink-3' : 'text-pass';
  return isPromised(row, cell.check) ? 'text-ink bg-surface font-semibold' : 'text-ink-2';
}

function cellLabel(row: KillRow, cell: KillCell): string {
  const how = cell.status !== 'pass' && cell.diagnosis !== null ? ` as ${cell.diagnosis}` : '';
  return `${SIGN_WORDS[cell.status]}${how}${isPromised(row, cell.check) ? ', promised' : ''}`;
}

export function KillMatrix({ checks, rows }: KillMatrixProps) {
  const [at, setAt] = useState({ row: 0, col: 0 });
  const [shown, setShown] = useState<{ row: number; col: number } | null>(null);
  const table = useRef<HTMLTableElement>(null);

  const cellOf = (row: KillRow, check: string) => row.cells.find((cell) => cell.check === check);
  const wordsAt = (place: { row: number; col: number }): string => {
    const row = rows[place.row];
    const check = checks[place.col];
    const cell = row && check ? cellOf(row, check.id) : undefined;
    return row && check && cell ? killWords(row, cell, check.name) : '';
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const place = placeAfter(event.key, event.ctrlKey, at, { rows: rows.length, cols: checks.length, page: 10 });
    if (place === null) return;
    event.preventDefault();
    const next = { row: Math.max(0, place.row), col: Math.max(0, place.col) };
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-at="${next.row}.${next.col}"]`)?.focus();
  };

  return (
    <div>
      <div className="kill-box">
        <table ref={table} className="kill">
          <caption className="sr-only">
            Programs by checks. Arrow keys move between the cells; a line under the table says what a cell holds.
          </caption>
          <thead>
            <tr>
              <th scope="col" className="kill-corner">
                Program
              </th>
              {checks.map((check) => (
                <th key={check.id} scope="col" title={`${check.name}${check.open ? ' (open)' : ''}`}>
                  <span className="kill-check">
                    {check.id}
                    {check.open && <span className="font-normal text-ink-3"> open</span>}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={`${row.role} ${row.program}`} data-role={row.role}>
                <th scope="row">
                  <span className="flex items-baseline justify-between gap-2">
                    <span className="min-w-0 wrap-anywhere">{row.program}</span>
                    <span className={row.ok ? 'text-pass' : 'text-fail'}>
                      <span aria-hidden>{row.ok ? '✓' : '✗'}</span>
                      <span className="sr-only">{row.ok ? ', as it should be' : ', not as it should be'}</span>
                    </span>
                  </span>
                  {row.role !== row.program && (
                    <span className="block text-xs font-normal text-ink-3">{ROLE_WORDS[row.role]}</span>
                  )}
                </th>
                {checks.map((check, c) => {
                  const cell = cellOf(row, check.id);
                  if (cell === undefined) return <td key={check.id}>not run</td>;
                  const promised = isPromised(row, check.id);
                  return (
                    <td key={check.id} data-promised={promised || undefined} className={toneOf(row, cell)}>
                      <button
                        type="button"
                        aria-label={cellLabel(row, cell)}
                        data-at={`${r}.${c}`}
                        tabIndex={r === at.row && c === at.col ? 0 : -1}
                        onFocus={() => {
                          setAt({ row: r, col: c });
                          setShown({ row: r, col: c });
                        }}
                        onBlur={() => setShown(null)}
                        onKeyDown={onKeyDown}
                        onMouseEnter={() => setShown({ row: r, col: c })}
                        onMouseLeave={() => setShown(null)}
                      >
                        {SIGNS[cell.status]}
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <output className="block sticky bottom-0 z-2 min-h-13 bg-bg py-2 text-sm font-medium">
        {shown === null ? (
          <span className="font-normal text-ink-3">
            Point at a cell, or move there with the arrow keys, to read what it says. Outlined: the failure that a wrong
            solution promises.
          </span>
        ) : (
          wordsAt(shown)
        )}
      </output>
    </div>
  );
}

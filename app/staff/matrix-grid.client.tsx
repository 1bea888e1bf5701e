'use client';
/** The matrix of students and exercises: one tab stop, arrow keys, rows and columns drawn only where they are seen. */
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import {
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import { cellWords, count } from './cell-words';
import { formatPoints } from '../ui/numbers';
import { placeAfter } from './grid-keys';
import { parsePlace, withQuery, type Place } from './matrix-filters';
import { MatrixHead } from './matrix-head.client';
import { MatrixLine } from './matrix-line.client';
import { cellId, HEAD_HEIGHT, MatrixRow, ROW_HEIGHT, type Column } from './matrix-row.client';
import { cellAt, type SentRows } from './matrix-rows';
import { rowAt } from './row-pages';
import { useRows } from './use-rows.client';
import { useGridSizes } from './use-grid-sizes.client';

/** Columns enter and leave in blocks, so that rows are drawn anew every fourth column only. */
const BLOCK = 4;

export interface MatrixGridProps {
  /** `/courses/neural-networks` */
  base: string;
  /** Where rows come from: `/api/courses/neural-networks/matrix`. */
  source: string;
  /** The filters as in the URL, without `?`. */
  query: string;
  columns: readonly Column[];
  first: SentRows & { offset: number };
  at: Place;
  /** Instructors may open an exercise's proof from its head. */
  opensProblems: boolean;
}

export function MatrixGrid({ base, source, query, columns, first, at: startAt, opensProblems }: MatrixGridProps) {
  // The virtualizer's items change without a new identity; a compiler that memoises them would freeze the grid.
  'use no memo';
  const router = useRouter();
  const box = useRef<HTMLDivElement>(null);
  const sizes = useGridSizes(columns.length);
  const [at, setAt] = useState<Place>(startAt);
  const [hover, setHover] = useState<Place | null>(null);

  // Total can change while rows load, but the virtualizer must be asked first: it says which rows are in view.
  const [total, setTotal] = useState(first.total);
  const common = { getScrollElement: () => box.current, useFlushSync: false, initialRect: { width: 900, height: 640 } };
  const rows = useVirtualizer({
    ...common,
    count: total,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    scrollPaddingStart: HEAD_HEIGHT + 4,
    scrollPaddingEnd: 8,
    initialOffset: Math.max(0, startAt.row - 4) * ROW_HEIGHT,
    rangeExtractor: (range: Range) => {
      const seen = defaultRangeExtractor(range);
      return at.row < 0 || at.row >= total || seen.includes(at.row) ? seen : [...seen, at.row];
    },
  });
  const cols = useVirtualizer({
    ...common,
    horizontal: true,
    count: columns.length,
    estimateSize: () => sizes.col,
    overscan: BLOCK,
    scrollPaddingStart: sizes.head + 4,
    scrollPaddingEnd: 8,
  });
  useEffect(() => cols.measure(), [cols, sizes.col]);
  const seenRows = rows.getVirtualItems();
  const seenCols = cols.getVirtualItems();
  const inView = seenRows.filter((item) => item.index !== at.row);
  const { held, failed, retry } = useRows(
    withQuery(source, query),
    first,
    inView[0]?.index ?? at.row,
    inView.at(-1)?.index ?? at.row,
  );
  useEffect(() => setTotal(held.total), [held.total]);
  const from = Math.floor((seenCols[0]?.index ?? 0) / BLOCK) * BLOCK;
  const to = Math.min(columns.length, Math.ceil(((seenCols.at(-1)?.index ?? 0) + 1) / BLOCK) * BLOCK);

  const go = (place: Place) => {
    setAt(place);
    setHover(null);
    if (place.row >= 0) rows.scrollToIndex(place.row, { align: 'auto' });
    if (place.col >= 0) cols.scrollToIndex(place.col, { align: 'auto' });
  };

  // After Back the page comes from the browser's memory, as it was before this place was noted in its address.
  const goToNoted = useEffectEvent(() => {
    const noted = new URLSearchParams(window.location.search).get('at');
    if (noted !== null) go(parsePlace(noted));
  });
  useEffect(() => goToNoted(), []);

  const hrefOf = (place: Place): string | null => {
    const column = columns[place.col];
    if (column === undefined) return null;
    if (place.row < 0) return opensProblems ? `${base}/problems/${column.slug}` : null;
    const row = rowAt(held, place.row);
    return row === undefined ? null : `${base}/matrix/${row.id}/${column.slug}`;
  };

  const open = (place: Place) => {
    const href = hrefOf(place);
    if (href === null) return;
    // On the way back the grid opens at this place.
    const here = new URLSearchParams(query);
    here.set('at', `${place.row}.${place.col}`);
    window.history.replaceState(null, '', `?${here.toString()}`);
    router.push(href);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    if (event.key === 'Enter' && event.target === event.currentTarget) {
      event.preventDefault();
      open(at);
      return;
    }
    const page = Math.max(1, Math.floor(((box.current?.clientHeight ?? 640) - HEAD_HEIGHT) / ROW_HEIGHT) - 1);
    const next = placeAfter(event.key, event.ctrlKey, at, { rows: total, cols: columns.length, page });
    if (next === null) return;
    event.preventDefault();
    go(next);
  };

  const onClick = (event: MouseEvent) => {
    const place = placeOf(event.target);
    if (place === null) return;
    if (place.row === at.row && place.col === at.col) open(place);
    else go(place);
  };

  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse') return;
    const place = placeOf(event.target);
    if (place?.row !== hover?.row || place?.col !== hover?.col) setHover(place);
  };

  const wordsAt = (place: Place): string => {
    const column = columns[place.col];
    if (place.row < 0) {
      return column === undefined
        ? count(total, 'student')
        : `${column.number} ${column.title}, ${count(column.points, 'point')}`;
    }
    const row = rowAt(held, place.row);
    if (row === undefined) return `Row ${(place.row + 1).toLocaleString('en')} is loading`;
    if (column === undefined) {
      return [row.name, row.email, row.section, `score ${formatPoints(row.score)}`]
        .filter((part) => part !== null)
        .join(', ');
    }
    return `${row.name}, ${column.number} ${column.title}: ${cellWords(cellAt(row, place.col), column.points)}`;
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={box}
        role="grid"
        aria-label="Students by exercises"
        aria-describedby="matrix-keys"
        aria-rowcount={total + 1}
        aria-colcount={columns.length + 1}
        tabIndex={0}
        aria-activedescendant={cellId(at.row, at.col)}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(null)}
        className="mx-grid"
        data-wide={columns.length <= 12 || undefined}
      >
        <div
          role="presentation"
          className="mx-sheet"
          style={{
            height: HEAD_HEIGHT + rows.getTotalSize(),
            width: `calc(var(--mx-head) + ${columns.length} * var(--mx-col))`,
          }}
        >
          <MatrixHead columns={columns} from={from} to={to} total={total} at={at} />
          {seenRows.map((item) => (
            <MatrixRow
              key={item.key}
              index={item.index}
              row={rowAt(held, item.index)}
              columns={columns}
              from={from}
              to={to}
              active={item.index === at.row ? at.col : null}
            />
          ))}
        </div>
      </div>
      <MatrixLine
        words={wordsAt(at)}
        hovered={hover === null ? null : wordsAt(hover)}
        at={at.row >= 0 && at.col >= 0 ? cellTime(rowAt(held, at.row), at.col) : null}
        href={hrefOf(at)}
        action={at.row < 0 ? 'Open its proof' : 'Open the attempts'}
        onOpen={() => open(at)}
        failed={failed}
        onRetry={retry}
      />
    </div>
  );
}

function placeOf(target: EventTarget): Place | null {
  const id = target instanceof Element ? target.closest('[id^="mx."]')?.id : undefined;
  const [, row, col] = /^mx\.(-?\d+)\.(-?\d+)$/.exec(id ?? '') ?? [];
  return row === undefined || col === undefined ? null : { row: Number(row), col: Number(col) };
}

function cellTime(row: ReturnType<typeof rowAt>, col: number): number | null {
  return row === undefined ? null : cellAt(row, col).at;
}

/** The smallest failing input, and the expected answer beside yours, in aligned columns with the first difference marked. */
import { differences, readPath, readShown, type Shown } from '../workbench/shown-value';

interface Props {
  shown: { input: string; got: string; want: string };
  /** The judge's path of the first difference. */
  at: string | undefined;
}

export function VerdictValues({ shown, at }: Props) {
  return (
    <>
      <p className="label mt-4 pb-1">Smallest failing input</p>
      <pre className="overflow-x-auto text-sm" tabIndex={0} role="group" aria-label="Smallest failing input">
        {shown.input}
      </pre>
      <Pair want={readShown(shown.want)} got={readShown(shown.got)} at={at} name="" />
    </>
  );
}

const MISSING: Shown = { kind: 'text', text: 'missing' };

interface PairProps {
  want: Shown;
  got: Shown;
  at: string | undefined;
  /** The field of a record; empty for the whole answer. */
  name: string;
}

function Pair({ want, got, at, name }: PairProps) {
  if (want.kind === 'record' && got.kind === 'record') {
    const mine = new Map(got.fields.map((field) => [field.name, field.value]));
    const pairs = want.fields.map(({ name: field, value }) => ({ field, value, yours: mine.get(field) ?? MISSING }));
    const agreeing = pairs.filter(({ value, yours }) => textOf(value) === textOf(yours));
    return (
      <>
        {agreeing.map(({ field, value }) => (
          <p key={field} className="mt-3 text-sm text-ink-2">
            <code>{field}</code> agrees{value.kind === 'grid' && value.rank === 0 ? `: ${textOf(value)}` : ''}.
          </p>
        ))}
        {pairs.map((pair) =>
          agreeing.includes(pair) ? null : (
            <Pair key={pair.field} name={pair.field} want={pair.value} got={pair.yours} at={at} />
          ),
        )}
      </>
    );
  }
  if (want.kind === 'grid' && got.kind === 'grid') {
    const differing = new Set(differences(got.rows, want.rows));
    const marked = markedCell(at, name, got.rank, differing);
    return (
      <div
        className="mt-4 flex flex-wrap gap-x-10 gap-y-4 overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label={name ? `${name}: expected and yours` : 'Expected and yours'}
      >
        <Grid title={`Expected ${name}`} rows={want.rows} />
        <Grid title={name ? `Your ${name}` : 'Yours'} rows={got.rows} differing={differing} marked={marked} />
      </div>
    );
  }
  return (
    <div className="mt-4 grid gap-4">
      <Text title={`Expected ${name}`} value={want} />
      <Text title={name ? `Your ${name}` : 'Yours'} value={got} />
    </div>
  );
}

/** The judge's own place if it lies in this field and differs to the eye; otherwise the first difference there is. */
function markedCell(
  at: string | undefined,
  name: string,
  rank: 0 | 1 | 2,
  differing: ReadonlySet<string>,
): string | undefined {
  const [first] = differing;
  if (at === undefined) return first;
  const path = readPath(at, rank);
  return path.field === name && differing.has(path.cell) ? path.cell : first;
}

interface GridProps {
  title: string;
  rows: string[][];
  differing?: ReadonlySet<string>;
  marked?: string | undefined;
}

function Grid({ title, rows, differing, marked }: GridProps) {
  return (
    <div>
      <p className="label pb-1">{title.trim()}</p>
      <table className="border-x border-line-strong text-sm" aria-label={title.trim()}>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => {
                const place = `${i},${j}`;
                const differs = differing?.has(place) ?? false;
                const isMarked = place === marked;
                return (
                  <td
                    key={j}
                    className={`px-2 py-1 text-right font-mono whitespace-nowrap ${differs ? 'text-fail' : ''} ${
                      isMarked ? 'bg-fail-bg font-semibold underline decoration-2 underline-offset-4' : ''
                    }`}
                  >
                    {cell}
                    {isMarked ? <span className="sr-only"> (first difference)</span> : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Text({ title, value }: { title: string; value: Shown }) {
  return (
    <div className="min-w-0">
      <p className="label pb-1">{title.trim()}</p>
      <pre className="overflow-x-auto text-sm whitespace-pre-wrap" tabIndex={0} role="group" aria-label={title.trim()}>
        {textOf(value)}
      </pre>
    </div>
  );
}

function textOf(value: Shown): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'record':
      return `{ ${value.fields.map((field) => `${field.name}: ${textOf(field.value)}`).join(', ')} }`;
    case 'grid': {
      const rows = value.rows.map((row) => (value.rank === 0 ? row.join('') : `[${row.join(', ')}]`));
      return value.rank === 2 ? `[${rows.join(', ')}]` : rows.join('');
    }
  }
}

/** A proof for the terminal: the kill matrix with aligned columns, then what the rules have to say. */
import type { KillCell, KillRow, Proof } from './proof-document';

const SIGNS = { pass: '✓', fail: '✗', error: '!' } as const;

export function formatProof(proof: Proof): string {
  const seconds = (proof.ms / 1000).toFixed(1);
  const head = `${proof.exercise}  ${proof.ok ? '✓ proved' : '✗ not proved'} in ${seconds} s`;
  return [head, '', ...(proof.rows.length > 0 ? [...formatMatrix(proof), ''] : []), ...formatRules(proof), ''].join(
    '\n',
  );
}

function formatMatrix({ checks, rows }: Proof): string[] {
  const width = Math.max(...rows.map(({ program }) => program.length), 8);
  const columns = checks.map((_, i) => String(i + 1));
  const cell = (text: string, i: number): string => text.padStart(columns[i]?.length ?? 1);
  const header = `${' '.repeat(width + 2)} ${columns.map(cell).join('  ')}`;
  const legend = checks.map(({ id, open }, i) => `  ${String(i + 1).padStart(2)}  ${id}${open ? ' (open)' : ''}`);
  const lines = rows.map((row) => {
    const byCheck = new Map(row.cells.map((one) => [one.check, one]));
    const cells = checks.map(({ id }, i) => cell(signOf(byCheck.get(id)), i)).join('  ');
    return `${row.ok ? ' ' : '→'} ${row.program.padEnd(width)} ${cells}  ${remark(row)}`.trimEnd();
  });
  return [...legend, '', header, ...lines];
}

function signOf(cell: KillCell | undefined): string {
  return cell ? SIGNS[cell.status] : '·';
}

/** For wrong solutions: where they were to fail, and as what they did. */
function remark({ role, expected, cells }: KillRow): string {
  if (role !== 'wrong' || !expected) return '';
  const cell = cells.find(({ check }) => check === expected.check);
  const found = cell?.status === 'pass' ? 'passes' : (cell?.diagnosis ?? 'not run');
  return found === expected.diagnosis
    ? `${expected.check}: ${found}`
    : `${expected.check}: ${found}, expected ${expected.diagnosis}`;
}

function formatRules({ rules }: Proof): string[] {
  const width = Math.max(...rules.map(({ rule }) => rule.length));
  return rules.flatMap(({ rule, title, ok, blocking, messages }) => [
    `${ok ? '✓' : blocking ? '✗' : '⚠'} ${rule.padEnd(width)} ${title}`,
    ...messages.map(({ text, file, line }) => {
      const place = file === null ? '' : line === null ? `${file}: ` : `${file}:${line}: `;
      return `  ${' '.repeat(width)} ${place}${text}`;
    }),
  ]);
}

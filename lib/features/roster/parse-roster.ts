/** Reads a roster file (CSV, as spreadsheets write it): all members, or everything that is wrong with it, by line. */
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { type Member, MemberSchema } from './member';

interface RosterProblem {
  line: number;
  message: string;
}

export type RosterFile = { kind: 'roster'; members: Member[] } | { kind: 'problems'; problems: RosterProblem[] };

const COLUMNS = ['email', 'name', 'role', 'section'] as const;
const REQUIRED = ['email', 'name', 'role'] as const;
const MOST_BYTES = 4_000_000;

export function parseRoster(bytes: Uint8Array): RosterFile {
  if (bytes.byteLength > MOST_BYTES) return broken(1, 'the file is larger than 4 MB');
  let rows: Row[];
  try {
    rows = readRows(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof CsvError) return broken(Number(error['lines'] ?? 1), plainWords(error));
    return broken(1, 'the file is not UTF-8 text; save it as “CSV UTF-8”');
  }
  const [head, ...body] = rows;
  if (!head) return broken(1, `the file is empty; its first line names the columns: ${COLUMNS.join(',')}`);
  const columns = head.cells.map((cell) => cell.toLowerCase());
  const wrong = headProblem(columns);
  if (wrong !== null) return broken(head.line, wrong);

  const problems: RosterProblem[] = [];
  const members: Member[] = [];
  const seen = new Map<string, number>();
  for (const { cells, line } of body) {
    if (cells.length !== columns.length) {
      problems.push({ line, message: `expected ${columns.length} columns, found ${cells.length}` });
      continue;
    }
    const member = MemberSchema.safeParse(Object.fromEntries(columns.map((column, at) => [column, cells[at]])));
    if (!member.success) {
      for (const { message } of member.error.issues) problems.push({ line, message });
      continue;
    }
    const { email } = member.data;
    const before = seen.get(email);
    if (before !== undefined) problems.push({ line, message: `${email} stands in line ${before} already` });
    else seen.set(email, line);
    members.push(member.data);
  }
  if (body.length === 0) problems.push({ line: head.line, message: 'there is nobody below the first line' });
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'roster', members };
}

interface Row {
  cells: string[];
  /** Of its end, counted from 1. */
  line: number;
}

function readRows(text: string): Row[] {
  const first = text.split('\n', 1)[0] ?? '';
  const rows = parse(text, {
    bom: true,
    info: true,
    trim: true,
    // As spreadsheets write it where the comma is the decimal sign.
    delimiter: first.includes(';') && !first.includes(',') ? ';' : ',',
    // Reported by us, all lines at once.
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  }) as unknown as { record: string[]; info: Info }[];
  return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
}

function headProblem(columns: readonly string[]): string | null {
  const known: readonly string[] = COLUMNS;
  const unknown = columns.filter((column) => !known.includes(column));
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  const twice = columns.filter((column, at) => columns.indexOf(column) !== at);
  const said = [
    missing.length > 0 ? `the first line lacks ${missing.join(', ')}` : '',
    unknown.length > 0 ? `unknown columns: ${unknown.map((column) => column || '(no name)').join(', ')}` : '',
    twice.length > 0 ? `columns named twice: ${twice.join(', ')}` : '',
  ].filter(Boolean);
  return said.length === 0 ? null : `${said.join('; ')}. The columns are ${COLUMNS.join(',')}`;
}

function broken(line: number, message: string): RosterFile {
  return { kind: 'problems', problems: [{ line, message }] };
}

function plainWords(error: CsvError): string {
  return error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'INVALID_OPENING_QUOTE'
    ? 'a quotation mark is opened and not closed, or stands inside an unquoted cell'
    : error.message;
}

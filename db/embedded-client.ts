/** The embedded database as the query builder uses it: each statement is parsed and planned once, and run in one call. */
import type { PGlite, protocol } from '@electric-sql/pglite';

type Serialize = typeof protocol.serialize;
type Message = Awaited<ReturnType<PGlite['execProtocolStream']>>[number];
type Parsers = Readonly<Record<number, (text: string, type?: number) => unknown>>;

/** So many statements are kept, those used last. */
const KEPT = 300;
/** Longer ones are made for what they hold: many rows, say. They seldom come again, and their plans are large. */
const LONGEST = 10_000;
/** A plan is for tables as they were: large ones are not looked through for ever because they were empty at the start. */
const GOOD_FOR_MS = 60_000;
/** A table has changed under a statement, or the statement is gone. */
const OUTDATED = new Set(['0A000', '26000']);

interface Statement {
  /** Empty for one that is not kept. */
  readonly name: string;
  readonly madeAt: number;
  readonly parameters: readonly number[];
  readonly columns: readonly { name: string; type: number }[];
}

interface QueryOptions {
  rowMode?: 'array' | 'object';
  parsers?: Parsers;
}

interface Client {
  readonly query: (text: string, params?: readonly unknown[], options?: QueryOptions) => Promise<{ rows: unknown[] }>;
  readonly transaction: <T>(work: (tx: Pick<Client, 'query'>) => Promise<T>) => Promise<T>;
}

/**
 * Six calls into the database for each query, with a new plan each time, were most of what a query cost. Whoever uses the
 * instance itself takes turns with this one.
 */
export function keepStatements(instance: PGlite, serialize: Serialize): Client {
  const kept = new Map<string, Statement>();
  let made = 0;
  let forgotten: string[] = [];

  const send = (...parts: Uint8Array[]): Promise<Message[]> =>
    // Nothing of a folder or of memory has to be written after a query.
    instance.execProtocolStream(Buffer.concat(parts), { syncToFs: false });

  const forget = (text: string, { name }: Statement) => {
    kept.delete(text);
    if (name !== '') forgotten.push(name);
  };

  const prepare = async (text: string): Promise<Statement> => {
    const name = text.length <= LONGEST ? `s${made++}` : '';
    const closed = forgotten.map((one) => serialize.close({ type: 'S', name: one }));
    forgotten = [];
    const answer = await send(
      ...closed,
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    );
    const statement = { name, madeAt: performance.now(), ...described(answer) };
    if (name === '') return statement;
    kept.set(text, statement);
    for (const [oldest, other] of kept) {
      if (kept.size <= KEPT) break;
      forget(oldest, other);
    }
    return statement;
  };

  const find = async (text: string): Promise<Statement> => {
    const known = kept.get(text);
    if (!known) return await prepare(text);
    kept.delete(text);
    if (performance.now() - known.madeAt < GOOD_FOR_MS) {
      kept.set(text, known);
      return known;
    }
    forget(text, known);
    return await prepare(text);
  };

  const run = async (text: string, params: readonly unknown[] = [], options: QueryOptions = {}) => {
    const statement = await find(text);
    const values = params.map((value, i) => wordFor(value, instance.serializers[statement.parameters[i] ?? 0]));
    try {
      const answer = await send(
        serialize.bind({ statement: statement.name, values }),
        serialize.execute(),
        serialize.sync(),
      );
      return { rows: rowsIn(answer, statement, options) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && OUTDATED.has(String(error.code))) {
        for (const [one, other] of kept) forget(one, other);
      }
      throw error;
    }
  };

  const rowsIn = (answer: readonly Message[], { columns }: Statement, options: QueryOptions) => {
    const read = columns.map(({ type }) => options.parsers?.[type] ?? (instance.parsers as Parsers)[type]);
    const rows: unknown[] = [];
    for (const message of answer) {
      if (!isRow(message)) continue;
      const fields = message.fields.map((field, i) => {
        const parse = read[i];
        return field === null || !parse ? field : parse(field, columns[i]?.type);
      });
      rows.push(
        options.rowMode === 'array' ? fields : Object.fromEntries(columns.map(({ name }, i) => [name, fields[i]])),
      );
    }
    return rows;
  };

  return {
    query: (...args) => instance._runExclusiveTransaction(() => instance.runExclusive(() => run(...args))),
    transaction: (work) =>
      instance.transaction(async (tx) => {
        const query: Client['query'] = async (...args) => {
          if (tx.closed) throw new Error('the transaction is over');
          return await instance.runExclusive(() => run(...args));
        };
        return await work({ query });
      }),
  };
}

function described(answer: readonly Message[]): Pick<Statement, 'parameters' | 'columns'> {
  const parameters: number[] = [];
  const columns: Statement['columns'][number][] = [];
  for (const message of answer) {
    if ('dataTypeIDs' in message) parameters.push(...(message.dataTypeIDs as number[]));
    if (message.name === 'rowDescription' && 'fields' in message) {
      for (const { name, dataTypeID: type } of message.fields as { name: string; dataTypeID: number }[]) {
        columns.push({ name, type });
      }
    }
  }
  return { parameters, columns };
}

function isRow(message: Message): message is Message & { fields: (string | null)[] } {
  return message.name === 'dataRow';
}

function wordFor(value: unknown, serializer: ((value: unknown) => string) | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (serializer) return serializer(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

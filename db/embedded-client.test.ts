import { PGlite, protocol } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepStatements } from './embedded-client';

let instance: PGlite;
let client: ReturnType<typeof keepStatements>;
beforeAll(async () => {
  instance = await PGlite.create();
});
afterAll(async () => {
  await instance.close();
});
beforeEach(async () => {
  await instance.exec(`
    deallocate all; drop table if exists things;
    create table things (id int primary key, word text, data jsonb, at timestamptz, tags text[], yes boolean, share float8);
  `);
  client = keepStatements(instance, protocol.serialize);
});

const THING = [1, 'häß🙂', '{"a":[1,null]}', '2026-01-02T03:04:05.678Z', ['a', 'b,"c'], true, -0.1];
const insert = (query: typeof client.query, id: number) =>
  query('insert into things values ($1, $2, $3, $4, $5, $6, $7)', [id, ...THING.slice(1)]);
const count = async () => (await client.query('select count(*)::int as n from things')).rows;
const preparedNow = async () =>
  (await instance.query<{ n: number }>('select count(*)::int as n from pg_prepared_statements')).rows[0]?.n;

describe('query', () => {
  it('answers as the database itself does, the first time and later', async () => {
    await insert(client.query, 1);
    await client.query('insert into things (id, word, data) values ($1, $2, $3)', [2, null, 'null']);
    const text = 'select *, $1::int as asked from things order by id';
    const expected = (await instance.query(text, [7])).rows;
    for (let i = 0; i < 8; i++) expect((await client.query(text, [7])).rows).toEqual(expected);
    const lists = await instance.query(text, [7], { rowMode: 'array' });
    expect((await client.query(text, [7], { rowMode: 'array' })).rows).toEqual(lists.rows);
  });

  it('reads a type as it is asked to', async () => {
    await insert(client.query, 1);
    const parsers = { 1184: (text: string) => `at ${text}` };
    expect((await client.query('select at from things', [], { parsers })).rows).toEqual([
      { at: 'at 2026-01-02 03:04:05.678+00' },
    ]);
  });

  it('parses a statement once', async () => {
    for (let i = 0; i < 5; i++) await insert(client.query, i);
    expect(await count()).toEqual([{ n: 5 }]);
    expect(await preparedNow()).toBe(2);
  });

  it('keeps no more than some statements, and none that is long', async () => {
    for (let i = 0; i < 320; i++) {
      expect((await client.query(`select ${i}::int as n`)).rows).toEqual([{ n: i }]);
    }
    await client.query(`select '${'x'.repeat(20_000)}'`);
    expect(await preparedNow()).toBeLessThanOrEqual(301);
    // One that was given up is made again.
    expect((await client.query('select 0::int as n')).rows).toEqual([{ n: 0 }]);
  });

  it('goes on after a statement that fails', async () => {
    await expect(client.query('select from nowhere')).rejects.toMatchObject({ code: '42P01' });
    await insert(client.query, 1);
    await expect(insert(client.query, 1)).rejects.toMatchObject({ code: '23505' });
    await expect(client.query('select 1 / $1::int as n', [0])).rejects.toMatchObject({ code: '22012' });
    expect((await client.query('select 1 / $1::int as n', [1])).rows).toEqual([{ n: 1 }]);
    expect(await count()).toEqual([{ n: 1 }]);
  });

  it('finds a changed table at the second try', async () => {
    await insert(client.query, 1);
    const all = 'select * from things';
    await client.query(all);
    await client.query('alter table things add column more int default 3');
    await client.query(all).catch(() => undefined);
    expect((await client.query(all)).rows).toMatchObject([{ id: 1, more: 3 }]);
  });
});

describe('transaction', () => {
  it('is undone as a whole, and its statements are good for the next', async () => {
    const fail = client.transaction(async (tx) => {
      await insert(tx.query, 1);
      throw new Error('no');
    });
    await expect(fail).rejects.toThrow('no');
    await client.transaction((tx) => insert(tx.query, 2));
    expect((await client.query('select id from things')).rows).toEqual([{ id: 2 }]);
  });

  it('takes nothing more after a failure', async () => {
    await insert(client.query, 1);
    const failed = client.transaction(async (tx) => {
      await insert(tx.query, 1).catch(() => undefined);
      await expect(tx.query('select count(*)::int as n from things')).rejects.toMatchObject({ code: '25P02' });
      await insert(tx.query, 2);
    });
    await expect(failed).rejects.toMatchObject({ code: '25P02' });
    expect(await count()).toEqual([{ n: 1 }]);
  });

  it('lets nobody else in, who uses the instance itself or this', async () => {
    const seen: unknown[] = [];
    let others: Promise<unknown> = Promise.resolve();
    await client.transaction(async (tx) => {
      await insert(tx.query, 1);
      const look = async () => seen.push((await instance.query('select id from things')).rows, ...(await count()));
      others = look();
      await Promise.all([insert(tx.query, 2), insert(tx.query, 3)]);
      expect(seen).toEqual([]);
    });
    await others;
    expect(seen).toEqual([[{ id: 1 }, { id: 2 }, { id: 3 }], { n: 3 }]);
  });

  it('is over when it is over', async () => {
    const query = await client.transaction((tx) => Promise.resolve(tx.query));
    await expect(insert(query, 1)).rejects.toThrow('over');
    expect(await count()).toEqual([{ n: 0 }]);
  });

  it('announces at its end', async () => {
    const heard: string[] = [];
    const unlisten = await instance.listen('words', (word) => heard.push(word));
    await client.transaction(async (tx) => {
      await tx.query("select pg_notify('words', $1)", ['within']);
      expect(heard).toEqual([]);
    });
    await client.query("select pg_notify('words', $1)", ['alone']);
    await unlisten();
    expect(heard).toEqual(['within', 'alone']);
  });
});

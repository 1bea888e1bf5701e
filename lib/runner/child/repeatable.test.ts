/** Chance and the clock in a realm of its own, as in an isolate. */
import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';
import { makeRepeatable } from './repeatable';

function run(program: string): unknown {
  const context = createContext();
  runInContext(`(${makeRepeatable.toString()})(globalThis)`, context);
  return JSON.parse(String(runInContext(`JSON.stringify(${program})`, context)));
}

const FORMATTED = `(() => {
  const format = new Intl.DateTimeFormat('en', { second: 'numeric', fractionalSecondDigits: 3 });
  return [format.format(), format.formatToParts(), [Date.now(), 7].map(format.format)];
})()`;

it.each([
  ['chance', '[Math.random(), Math.random(), Math.random()]'],
  ['the clock', '[Date.now(), new Date().getTime(), Date(), +new Date()]'],
  ['the way around it', '[new Date().constructor.now(), new (new Date().constructor)().getTime()]'],
  ['dates that are formatted', FORMATTED],
])('gives the same of %s in every realm', (_, program) => {
  expect(run(program)).toEqual(run(program));
});

it('keeps what does not depend on the time', () => {
  expect(
    run('[new Date(2026, 1, 3).getDate(), new Date(5).getTime(), Date.parse("2026-02-03T00:00Z"), Date.UTC(1970)]'),
  ).toEqual([3, 5, 1770076800000, 0]);
  expect(run('[new Date() instanceof Date, Date.name, Date.length, Object.keys(Math).length]')).toEqual([
    true,
    'Date',
    7,
    0,
  ]);
  expect(run('(() => { class Day extends Date {} return new Day() instanceof Day; })()')).toBe(true);
});

const waiting = (ms: number): unknown =>
  run(`(() => { const end = Date.now() + ${ms}; let looks = 0; while (Date.now() < end) looks++; return looks; })()`);

it('lets work for a set time end after a look for each millisecond', () => {
  expect(waiting(50)).toBe(49);
});

it('makes long waiting long', () => {
  expect(waiting(2009)).toBe(2000 - 1 + 10 * 10_000 - 1);
});

it('spreads chance evenly', () => {
  const tenths = run('Array.from({ length: 10000 }, () => Math.floor(10 * Math.random()))') as number[];
  const counts = Array.from({ length: 10 }, (_, tenth) => tenths.filter((one) => one === tenth).length);
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

/** A course whose hidden inputs, answers, solution and wrong solutions carry random numbers that no student may ever see. */
import { randomInt } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface LeakCourse {
  folder: string;
  /** Numbers as digits; of the drawn ones, all but the last digit. */
  markers: string[];
  /** Submissions that try to make the grader talk. */
  programs: Record<string, string>;
  remove(): void;
}

/** In the template these stand for numbers; each copy has others. */
const SLOTS = {
  derived: '11111111',
  given: '22222222',
  answer: '66666666',
  solution: '44444444',
  near: '55555555',
  wrong: '77777777',
};

export function makeLeakCourse(): LeakCourse {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-leak-'));
  cpSync(path.join('tests', 'support', 'leak-course'), folder, { recursive: true });
  const [derived, given, solution, wrong] = [draw(), draw(), draw(), draw()];
  // The drawn ones end in 0…9 above this, so that their first digits are known.
  const near = draw() * 10;
  const numbers = { derived, given, answer: 3 * given, solution, near, wrong };
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.name.endsWith('.ts')) continue;
    const name = path.join(file.parentPath, file.name);
    let text = readFileSync(name, 'utf8');
    for (const [slot, digits] of Object.entries(SLOTS)) {
      text = text.replaceAll(digits, String(numbers[slot as keyof typeof numbers]));
    }
    writeFileSync(name, text);
  }
  return {
    folder,
    markers: [derived, 3 * derived, given, 3 * given, solution, wrong, near / 10].map(String),
    programs: PROGRAMS,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const draw = (): number => randomInt(10_000_000, 99_999_999);

const program = (body: string): string => `export function triple(x: number): number {\n${body}\n}\n`;
const PROGRAMS = {
  doubled: program('  return 2 * x;'),
  echo: program('  return x;'),
  logs: program('  console.log("input", x);\n  console.error({ x });\n  return x;'),
  throws: program('  if (x > 2) throw new Error(`the input is ${x}`);\n  return 3 * x;'),
  throwsObject: program('  throw { x, text: String(x) };'),
  returnsText: program('  return `input ${x}` as unknown as number;'),
  returnsObject: program('  return { x, y: [x, x] } as unknown as number;'),
  keeps: `const seen: number[] = [];\n${program('  seen.push(x);\n  throw new Error(seen.join(" "));')}`,
  right: program('  return 3 * x;'),
};

/** The markers that stand in a text, also where digits are grouped (`12,345,678`) or an exponent follows. */
export function markersIn(text: string, markers: readonly string[]): string[] {
  const plain = text.replaceAll(/(?<=\d)[,_\u00a0\u2009\u202f](?=\d{3})/g, '');
  return markers.filter((digits) => {
    return plain.includes(digits) || plain.includes(`${digits.slice(0, 1)}.${digits.slice(1, 7)}`);
  });
}

/** Tests of the declarations shown to the editor. */
import { describe, expect, it } from 'vitest';
import { deriveTypings, findImports, findSyntaxErrors, listExports } from './typings';

describe('deriveTypings', () => {
  it('has signatures and no bodies', () => {
    const { typings, problems } = deriveTypings(
      'const secret = 42;\n/** how it works */\nexport function f(x: number[], eta = 1e-3): number { return x.length * secret * eta; }\n' +
        'export class Adam { #m: number[] = []; constructor(eta: number = 0.1) { this.#m.push(eta); } step(): number { return this.#m.length; } }',
    );
    expect(problems).toEqual([]);
    expect(typings).toContain('export declare function f(x: number[], eta?: number): number;');
    expect(typings).toContain('export declare class Adam');
    expect(typings).not.toMatch(/secret|42|how it works|length/);
  });

  it('asks for types that can’t be read off', () => {
    const { problems } = deriveTypings('export const a = 1;\nexport function f(x: number) { return [x]; }');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(2);
  });
});

describe('reading programs', () => {
  it('lists exports of every form', () => {
    const source =
      'export function a() {}\nexport class B {}\nexport const c = 1, d = 2;\nfunction e() {}\nexport { e as f };\nexport type T = 1;';
    expect([...listExports(source)].toSorted()).toEqual(['B', 'a', 'c', 'd', 'f']);
  });

  it('finds imports and syntax errors with their lines', () => {
    expect(findImports('const a = 1;\nimport fs from "node:fs";')).toEqual([2]);
    expect(findSyntaxErrors('const a = 1;\nconst = 2;')[0]?.line).toBe(2);
    expect(findSyntaxErrors('const a: number = 1;')).toEqual([]);
  });
});

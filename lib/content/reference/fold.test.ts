import { describe, expect, it } from 'vitest';
import { foldSignature } from './fold';

describe('foldSignature', () => {
  it('leaves short ones alone', () => expect(foldSignature('exp(x: number): number')).toBe('exp(x: number): number'));

  it('puts each parameter of a long one on a line of its own', () => {
    const long =
      'conv2d(w: Tensor, options: { readonly stride?: number; readonly padding?: Padding }, f: (x: number, y: number) => void): Tensor';
    expect(foldSignature(long)).toBe(
      [
        'conv2d(',
        '  w: Tensor,',
        '  options: { readonly stride?: number; readonly padding?: Padding },',
        '  f: (x: number, y: number) => void,',
        '): Tensor',
      ].join('\n'),
    );
  });

  it('puts each alternative of a long union on a line of its own', () => {
    const names = ['zeros', 'constant', 'normal', 'uniform', 'xavier', 'orthogonal'].map((name) => `'${name}'`);
    expect(foldSignature(`type Init = ${names.join(' | ')} | Initializer`)).toBe(
      `type Init =\n${[...names, 'Initializer'].map((name) => `  | ${name}`).join('\n')}`,
    );
  });
});

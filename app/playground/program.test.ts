import { compileFunction } from 'node:vm';
import * as engine from '@/lib/engine';
import * as datasets from '@/lib/engine/datasets';
import { describe, expect, it } from 'vitest';
import { programOf } from './code';
import { Session } from './session';
import { ACTIVATIONS, DATA, INITS, OPTIMIZERS, SCHEDULES, START, type Settings } from './settings';

const doors: Record<string, object> = { '@/lib/engine': engine, '@/lib/engine/datasets': datasets };

/** Runs the text as it stands; its imports become lookups in the engine's public doors. */
function runProgram(text: string): { trainLoss: number; testLoss: number } {
  const body = text.replaceAll(/import (\{[^}]*\}) from '([^']*)';/g, (_, names: string, door: string) => {
    for (const name of names.match(/\w+/g) ?? []) expect(doors[door], `${name} of ${door}`).toHaveProperty(name);
    return `const ${names} = doors['${door}'];`;
  });
  expect(body).not.toContain('import ');
  const run = compileFunction(`'use strict';\n${body}\nreturn { trainLoss, testLoss };`, ['doors']);
  return run(doors) as { trainLoss: number; testLoss: number };
}

async function runSession(settings: Settings, steps: number): Promise<{ trainLoss: number; testLoss: number }> {
  const session = new Session(settings, engine.js('f64'), { onFallback: () => undefined });
  await session.advance(steps, () => false);
  const { measure } = await session.measure();
  return { trainLoss: measure.trainLoss, testLoss: measure.testLoss };
}

const small: Settings = { ...START, points: 60, batch: 8, features: ['x1', 'x2', 'x1x2', 'sinx2'], layers: [3, 2] };

const cases: [string, Settings][] = [
  ['the start', START],
  ...DATA.map((data): [string, Settings] => [data, { ...small, data }]),
  ...OPTIMIZERS.map((optimizer): [string, Settings] => [optimizer, { ...small, optimizer, rate: 0.01 }]),
  ...ACTIVATIONS.map((activation): [string, Settings] => [activation, { ...small, activation }]),
  ...INITS.map((init): [string, Settings] => [`${init} weights`, { ...small, init }]),
  ...SCHEDULES.map((schedule): [string, Settings] => [`${schedule} rate`, { ...small, schedule, over: 3 }]),
  ['squared error', { ...small, loss: 'squared' }],
  ['L1', { ...small, regularizer: 'l1', strength: 0.01 }],
  ['L2', { ...small, regularizer: 'l2', strength: 0.01 }],
  ['dropout', { ...small, dropout: 0.3 }],
  ['no hidden layer', { ...small, layers: [] }],
  ['all points in one batch', { ...small, batch: 1000 }],
  ['every input', { ...small, features: ['x1', 'x2', 'x1sq', 'x2sq', 'x1x2', 'sinx1', 'sinx2'] }],
];

describe('the program shown', () => {
  it.each(cases)('%s: gives the losses of the playground to the last bit', async (_name, settings) => {
    const shown = runProgram(programOf(settings, 37));
    expect(shown).toEqual(await runSession(settings, 37));
    expect(Number.isFinite(shown.trainLoss)).toBe(true);
  });

  it('trains: more steps, less loss', async () => {
    const settings: Settings = { ...START, data: 'xor', layers: [4], optimizer: 'adam' };
    const { trainLoss } = runProgram(programOf(settings, 400));
    expect(trainLoss).toBeLessThan(0.3);
  });
});

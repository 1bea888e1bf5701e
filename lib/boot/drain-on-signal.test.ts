import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../tests/support/until';

const program = path.resolve('node_modules', '.cache', 'gradus', `draining-${process.pid}.mjs`);
const running: ReturnType<typeof start>[] = [];

function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, lines: () => said.split('\n').filter(Boolean) };
}

describe('a web process that grades, told to stop', () => {
  beforeAll(async () => {
    await build({
      entryPoints: ['tests/support/draining.cli.ts'],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      alias: { '@': path.resolve('.') },
      logLevel: 'error',
    });
  });
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  const started = async (...args: string[]) => {
    const one = start(...args);
    running.push(one);
    await until('the process', () => one.lines().includes('ready'));
    return one;
  };
  const told = async (one: ReturnType<typeof start>) => {
    one.child.kill('SIGTERM');
    await until('the signal to arrive', () => one.lines().includes('stop within 60000'));
  };

  it('finishes what it has in hand before it takes no more requests, though it hears the signal twice', async () => {
    const one = await started();
    await told(one);
    one.child.kill('SIGTERM');
    one.child.stdin.write('done');
    expect(await one.ended).toBe(143);
    expect(one.lines()).toEqual(['ready', 'stop within 60000', 'nothing in hand', 'no more requests']);
  });

  it('gives back what it has in hand when asked again later', async () => {
    const one = await started();
    await told(one);
    await until('a second wish to be heard', () => {
      one.child.kill('SIGTERM');
      return one.lines().includes('stop within 0');
    });
    expect(await one.ended).toBe(143);
    expect(one.lines()).toContain('no more requests');
  });

  it('closes and ends though somebody watches a stream', async () => {
    const one = await started('hangs');
    await told(one);
    one.child.stdin.write('done');
    expect(await one.ended).toBe(143);
    expect(one.lines().slice(-2)).toEqual(['no more requests', 'closed']);
  });
});

/** OpenBLAS on one thread as a limit, in a process of its own that is asked in turn like everybody. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Contender } from './rounds';
import type { Workload } from './workloads';

const SOURCE = path.join('tests', 'bench', 'engine', 'limit.c');

export const openblas = (workload: Workload): Contender => ({
  name: 'OpenBLAS',
  open() {
    if (workload.kind !== 'matmul' && workload.model !== 'mlp') return 'written for mlp and matmul only';
    const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-limit-'));
    const program = path.join(folder, 'limit');
    try {
      const flags = ['-O3', '-march=native', '-ffast-math'];
      execFileSync('gcc', [...flags, '-o', program, SOURCE, '-lopenblas', '-lm'], { stdio: 'pipe' });
    } catch {
      return 'left out: needs gcc and libopenblas-dev';
    }
    const child = spawn(program, {
      env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout);
    const word = workload.kind === 'matmul' ? workload.size : workload.kind;
    return {
      run: () => undefined,
      settle: async () => undefined,
      // Its numbers are its own: only its speed is asked.
      probe: async () => Number.NaN,
      async time(count) {
        child.stdin.write(`${word} ${count}\n`);
        const [line] = await once(lines, 'line');
        return Number(line);
      },
      close() {
        child.kill();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

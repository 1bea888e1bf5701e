/**
 * `npm run soak -- [--count 10000] [--seed text] [--faults on|off|kind,kind] [--pglite] [--minutes n] [--json] [--resume]`:
 * shuffled submissions, hostile and honest, through the real path on two student children, while things break.
 * Exit code 1 on any finding.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeContent } from './content';
import { openLog } from './log';
import { FAULTS, makePlan, type FaultKind } from './plan';
import { loadPrograms } from './programs';
import { time, words } from './report';
import { soak, type Progress } from './run';

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    faults: { type: 'string', default: 'on' },
    pglite: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
    log: { type: 'string' },
    resume: { type: 'boolean', default: false },
  },
});
const count = wholeNumber('count', flags.count);
const minutes = wholeNumber('minutes', flags.minutes);
const seed = flags.seed ?? randomBytes(4).toString('hex');
const kind = flags.pglite ? 'pglite' : 'postgres';
const students = Math.max(200, Math.ceil(count / 16));
const isTerminal = process.stderr.isTTY;

const scratch = mkdtempSync(path.resolve('dist', 'soak-plan-'));
const { course, programs } = await loadPrograms(makeContent(scratch)).finally(() =>
  rmSync(scratch, { recursive: true, force: true }),
);
const plan = makePlan(programs, { seed, count, students, faults: chosen(flags.faults) });
const file = flags.log ?? path.join('dist', `soak-${kind}-${seed}-${count}.jsonl`);
const log = openLog(file, { seed, count, resume: flags.resume });
const attacks = plan.tasks.filter(({ program }) => program.kind === 'hostile').length;
say(`${count} submissions, ${attacks} of them hostile, and ${plan.faults.length} faults; seed ${seed}, log ${file}`);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
const report = await soak({
  stop: stop.signal,
  kind,
  course,
  plan,
  seed,
  students,
  log,
  limitMs: minutes * 60_000,
  onProgress: (line) => say(progressLine(line), true),
  onFinding: (text) => say(`FINDING  ${text}`),
});
console.log(flags.json ? JSON.stringify(report, null, 2) : words(report));
process.exitCode = report.findings.length > 0 || report.judged === 0 ? 1 : 0;

function chosen(text: string): readonly FaultKind[] {
  if (text === 'off') return [];
  // Eighteen seconds of one worker doing nothing are much of a short run.
  if (text === 'on') return FAULTS.filter((fault) => count >= 1000 || fault !== 'freeze-worker');
  return text.split(',').map((name) => {
    const fault = FAULTS.find((one) => one === name);
    if (!fault) throw new Error(`--faults: ${name} is none of on, off, ${FAULTS.join(', ')}`);
    return fault;
  });
}

function progressLine({ done, count: all, seconds, faults, findings, p95 }: Progress): string {
  const rate = done / Math.max(1, seconds);
  const left = rate > 0 ? time((all - done) / rate) : '?';
  return `${done}/${all}  ${rate.toFixed(1)} a second  p95 ${p95} ms  ${faults} faults  ${findings} findings  ${left} to go`;
}

function say(line: string, isPassing = false): void {
  process.stderr.write(isPassing && isTerminal ? `\r\x1b[K${line}` : `${isTerminal ? '\r\x1b[K' : ''}${line}\n`);
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name}: expected a whole number from 1`);
  return Number(text);
}

/** How the results are told: to people as a table, to programs as JSON. */
import os from 'node:os';
import { readFileSync } from 'node:fs';

export interface Row {
  name: string;
  value: number;
  unit: string;
  rival?: string;
  rivalValue?: number;
  ratio?: number;
  goal?: { op: '<=' | '>='; value: number };
  met?: boolean;
  stretch?: true | undefined;
  note?: string | undefined;
  /** A measurement without a comparison. */
  plain?: boolean;
}

const RIVALS = ['@tensorflow/tfjs-core', '@jax-js/jax', 'onnxruntime-web'];

export function machine(loadBefore: number, chromium: string | undefined) {
  const [cpu] = os.cpus();
  const versions = Object.fromEntries(RIVALS.map((name) => [name, version(name)]));
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    versions: { ...versions, ...(chromium === undefined ? {} : { chromium }) },
    load: { before: loadBefore, after: os.loadavg()[0] ?? 0 },
    webgpu: 'SwiftShader, a software adapter',
  };
}

const version = (name: string): string =>
  (JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }).version;

export function print(where: ReturnType<typeof machine>, rows: readonly Row[], json: boolean): void {
  if (json) {
    const results = rows.map(({ plain: _plain, ...row }) => row);
    console.log(JSON.stringify({ machine: where, results }, null, 2));
    return;
  }
  const { cpu, cores, node, versions, load } = where;
  console.log(`${cpu}, ${cores} cores, Node ${node}, load ${load.before.toFixed(2)} → ${load.after.toFixed(2)}`);
  console.log(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
  for (const row of rows.filter(({ plain }) => plain)) {
    console.log(`${row.name.padEnd(52)} ${Number.isNaN(row.value) ? `– ${row.note}` : told(row.value, row.unit)}`);
  }
  console.log('');
  for (const row of rows.filter(({ plain }) => !plain)) console.log(lineOf(row));
  const missed = rows.filter(({ met, stretch }) => met === false && !stretch).length;
  const goals = rows.filter(({ goal, stretch }) => goal && !stretch).length;
  console.log(`\n${goals - missed} of ${goals} goals met`);
}

function lineOf({ name, value, unit, rival, rivalValue, ratio, goal, met, stretch, note }: Row): string {
  const against = rivalValue === undefined ? (rival ?? '') : `${rival} ${told(rivalValue, unit).trim()}`;
  const times = ratio === undefined ? '' : `${ratio.toFixed(2)}×`;
  const word = met === undefined ? '' : met ? 'met' : 'MISSED';
  const wanted = goal ? `${stretch ? 'stretch' : 'goal'} ${goal.op} ${goal.value} ${word}` : word;
  return `${name.padEnd(52)} ${told(value, unit)}  ${against.padEnd(36)} ${times.padStart(9)}  ${wanted}${note ? ` (${note})` : ''}`;
}

const told = (value: number, unit: string): string =>
  `${(value >= 1000 ? value.toFixed(0) : value.toPrecision(4)).padStart(8)} ${unit}`;

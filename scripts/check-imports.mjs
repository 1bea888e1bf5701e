// Import rules: runs dependency-cruiser and fails, too, when it saw fewer files than there are (a silent pass otherwise).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const homes = ['app', 'db', 'lib', 'exercises'];
const sources = homes.flatMap((home) =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /[.]tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name)),
);

const run = spawnSync(
  process.execPath,
  [
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    ...homes,
  ],
  { encoding: 'utf8', maxBuffer: 1 << 28 },
);
if (!run.stdout) {
  console.error(run.stderr);
  process.exit(1);
}
const { summary, modules } = JSON.parse(run.stdout);
const seen = new Set(modules.map((module) => module.source));
const missed = sources.filter((file) => !seen.has(file));

for (const { rule, from, to, cycle } of summary.violations) {
  console.error(`${rule.name}: ${from} → ${cycle ? cycle.map((c) => c.name ?? c).join(' → ') : to}`);
}
if (missed.length > 0) console.error(`not looked at: ${missed.join(', ')}`);
console.log(
  `${summary.violations.length} violations, ${sources.length - missed.length} of ${sources.length} files looked at`,
);
process.exit(summary.violations.length === 0 && missed.length === 0 ? 0 : 1);

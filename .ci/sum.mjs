// Sums what the steps of .ci/run wrote down, names every failure, and prints the closing line.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [folder, status] = process.argv.slice(2);
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

function read(name) {
  try {
    return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  } catch (error) {
    failures.push(`${name}: no result was written (${error.message})`);
    total.failed += 1;
    return null;
  }
}

function count(ok, name) {
  if (ok) total.passed += 1;
  else {
    total.failed += 1;
    failures.push(name);
  }
}

for (const name of ['tests.json', 'tests-postgres.json', 'tests-e2e.json']) {
  const report = read(name);
  if (!report) continue;
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const suite of report.testResults) {
    if (suite.status === 'failed' && suite.assertionResults.length === 0)
      count(false, `${name}: ${suite.name} did not run`);
    for (const test of suite.assertionResults) if (test.status === 'failed') failures.push(`${name}: ${test.fullName}`);
  }
}
for (const attack of read('hostile.json') ?? [])
  count(attack.must.includes(attack.got) && attack.honestAfter, `attack ${attack.file}: ${attack.got}`);
const soak = read('soak.json');
if (soak)
  count(soak.findings.length === 0 && soak.judged > 0, `soak: ${soak.findings.join('; ') || 'nothing was judged'}`);
for (const proof of read('exercises.json')?.proofs ?? []) count(proof.ok, `exercise ${proof.exercise}`);
if (Number(status) !== 0 && total.failed === 0) count(false, 'a step failed without a failing test; see above');

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed === 0 ? 0 : 1);

/** `npm run doctor [-- --json]`: looks at this machine. Ends with 1 when Gradus would not start, or must not. */
import { parseArgs } from 'node:util';
import { diagnose, type Diagnosis } from './doctor';
import { type ExplainedWall, PLATFORMS, remedies } from './doctor-walls';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const diagnosis = await diagnose(process.env);
console.log(values.json ? JSON.stringify(diagnosis, null, 2) : text(diagnosis));
process.exitCode = diagnosis.healthy ? 0 : 1;

function text({ findings, walls, production, healthy }: Diagnosis): string {
  const marks = { ok: 'ok     ', advice: 'advice ', problem: 'PROBLEM' };
  return [
    ...findings.map(({ about, level, says }) => `${marks[level]}  ${about.padEnd(12)} ${indented(says, 22)}`),
    ...(walls.length > 0 ? ['', 'The walls between student code and everything else:', ''] : []),
    ...walls.map(wallLine),
    ...howToGet(walls),
    '',
    production
      ? 'Others depend on this server, so a weak sandbox keeps it from grading (GRADUS_WEAK_SANDBOX=accepted overrides).'
      : 'Only this machine uses this server, as it is set up: it starts with a weak sandbox, too, and says so.',
    healthy ? 'Gradus can run here.' : 'Gradus can not run here yet: see PROBLEM above.',
  ].join('\n');
}

function wallLine({ name, stands, says, protects }: ExplainedWall): string {
  const mark = stands ? 'stands ' : 'MISSING';
  return `${mark}  ${name.padEnd(17)} protects from: ${protects}\n${' '.repeat(27)}here: ${says}`;
}

function howToGet(walls: readonly ExplainedWall[]): string[] {
  return remedies(walls).flatMap(({ walls: names, remedy }) => [
    '',
    `How to get ${names.join(', ')}:`,
    ...Object.entries(PLATFORMS).flatMap(([key, platform]) => [
      `  ${platform}`,
      `    ${indented(remedy[key as keyof typeof PLATFORMS], 4)}`,
    ]),
  ]);
}

function indented(words: string, by: number): string {
  return words.replaceAll('\n', `\n${' '.repeat(by)}`);
}

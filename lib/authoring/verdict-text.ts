/** A verdict for the terminal, as its student would see it. */
import type { CheckResult, Result } from '../exercise/result';

const SIGNS = { pass: '✓', fail: '✗', error: '!' } as const;

export function formatVerdict(result: Result): string {
  const head = `${result.score} of ${result.max}  ${result.summary}`;
  const logs = result.logs === undefined || result.logs === '' ? [] : ['', 'console:', indent(result.logs, 2)];
  return [head, '', ...result.checks.flatMap(formatCheck), ...logs, ''].join('\n');
}

function formatCheck(check: CheckResult): string[] {
  const lines = [
    `${SIGNS[check.status]} ${check.name}  ${check.points} of ${check.max}${check.open ? '' : '  (hidden)'}`,
  ];
  if (check.status === 'pass') return lines;
  const { diagnosis, shown, message } = check;
  if (diagnosis) lines.push(indent(`${diagnosis.text}  [${diagnosis.code}]`, 4));
  if (message !== diagnosis?.text) lines.push(indent(message, 4));
  if (shown) lines.push(labelled('input', shown.input), labelled('yours', shown.got), labelled('expected', shown.want));
  return lines;
}

function labelled(label: string, text: string): string {
  return `    ${label.padEnd(9)}${text.split('\n').join(`\n${' '.repeat(13)}`)}`;
}

function indent(text: string, by: number): string {
  return text
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n');
}

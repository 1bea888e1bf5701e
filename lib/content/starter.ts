/** The starter of an exercise, derived from its solution: marked regions become “not written yet”. */

const BEGIN = /^(\s*)\/\/ BEGIN SOLUTION(?::\s*(.*\S))?\s*$/;
const END = /^\s*\/\/ END SOLUTION\s*$/;
const BEGIN_HIDDEN = /^\s*\/\/ BEGIN HIDDEN\s*$/;
const END_HIDDEN = /^\s*\/\/ END HIDDEN\s*$/;

export interface StarterProblem {
  line: number;
  message: string;
}

/**
 * Replaces what stands between `// BEGIN SOLUTION: what to write` and `// END SOLUTION` by a throw that says so, and
 * drops what stands between `// BEGIN HIDDEN` and `// END HIDDEN` (helpers and fields, where a statement can't stand).
 */
export function deriveStarter(solution: string): { starter: string; problems: StarterProblem[] } {
  const problems: StarterProblem[] = [];
  const kept: string[] = [];
  let open: { line: number; hidden: boolean } | null = null;
  let regions = 0;
  solution.split(/\r?\n/).forEach((text, index) => {
    const line = index + 1;
    const begin = BEGIN.exec(text);
    if (begin || BEGIN_HIDDEN.test(text)) {
      if (open) problems.push({ line, message: `a region begins inside the one of line ${String(open.line)}` });
      open = { line, hidden: !begin };
      if (begin) {
        regions++;
        kept.push(`${begin[1] ?? ''}throw new Error(${quote(`Not written yet: ${begin[2] ?? 'this function'}`)});`);
      }
    } else if (END.test(text) || END_HIDDEN.test(text)) {
      if (!open) problems.push({ line, message: 'a region ends here, but none began' });
      else if (open.hidden !== END_HIDDEN.test(text)) {
        problems.push({ line, message: `the region of line ${String(open.line)} ends with the other mark` });
      }
      open = null;
    } else if (!open) kept.push(text);
  });
  const unclosed = open as { line: number } | null;
  if (unclosed) problems.push({ line: unclosed.line, message: 'a region begins here and never ends' });
  if (regions === 0) problems.push({ line: 1, message: 'expected a “// BEGIN SOLUTION: …” and “// END SOLUTION”' });
  return { starter: collapse(kept).join('\n'), problems };
}

/** A dropped region leaves no double empty line behind. */
function collapse(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line.trim() !== '' || lines[index - 1]?.trim() !== '');
}

function quote(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

/** Source with comments and strings removed, for rules on what a solution may use. */
import type { Failure } from '../diagnosis/failure';
import type { PlainRule } from './plan';

/** Comments become a space, strings and regular expressions lose their contents; places in `${…}` stay. */
export function bareSource(source: string): string {
  let bare = '';
  let i = 0;
  /** Depths of braces at which a template's `${` was opened. */
  const templates: number[] = [];
  let depth = 0;
  const skipTemplate = (): void => {
    while (i < source.length && source[i] !== '`') {
      if (source[i] === '\\') i += 2;
      else if (source.startsWith('${', i)) {
        templates.push(depth);
        bare += '${';
        i += 2;
        return;
      } else i += 1;
    }
    bare += '`';
    i += 1;
  };
  while (i < source.length) {
    const char = source[i] ?? '';
    if (source.startsWith('//', i)) {
      const end = source.indexOf('\n', i);
      i = end === -1 ? source.length : end;
    } else if (source.startsWith('/*', i)) {
      const end = source.indexOf('*/', i + 2);
      i = end === -1 ? source.length : end + 2;
      bare += ' ';
    } else if (char === '"' || char === "'") {
      i = endOfQuoted(source, i, char);
      bare += char + char;
    } else if (char === '/' && !endsOperand(bare)) {
      i = endOfQuoted(source, i, '/');
      bare += '/ /';
    } else if (char === '`') {
      bare += char;
      i += 1;
      skipTemplate();
    } else if (char === '}' && templates.at(-1) === depth) {
      templates.pop();
      bare += char;
      i += 1;
      skipTemplate();
    } else {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      bare += char;
      i += 1;
    }
  }
  return bare;
}

/** After a value a slash divides; anywhere else it begins a regular expression. */
function endsOperand(bare: string): boolean {
  let last = bare.length - 1;
  while (last >= 0 && /\s/.test(bare[last] ?? '')) last -= 1;
  return /[\w$)\]}]/.test(bare[last] ?? '');
}

function endOfQuoted(source: string, start: number, quote: string): number {
  let inClass = false;
  for (let i = start + 1; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') i += 1;
    else if (char === '\n') return i;
    else if (quote === '/' && char === '[') inClass = true;
    else if (quote === '/' && char === ']') inClass = false;
    else if (char === quote && !inClass) return i + 1;
  }
  return source.length;
}

/** One failure per broken rule. */
export function brokenRules(
  source: string,
  rules: { must: readonly PlainRule[]; mustNot: readonly PlainRule[] },
): Failure[] {
  const bare = bareSource(source);
  const found = ({ pattern, flags }: PlainRule): boolean => new RegExp(pattern, flags.replace(/[gy]/g, '')).test(bare);
  return [...rules.must.filter((rule) => !found(rule)), ...rules.mustNot.filter(found)].map(({ says }) => ({
    kind: 'source',
    says,
  }));
}

/** Colours for a few lines of JavaScript: enough for examples, small enough to run at every key. */

type TokenKind = 'comment' | 'string' | 'number' | 'keyword' | 'type' | 'plain';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const KEYWORDS =
  'await|async|break|case|class|const|continue|default|delete|do|else|export|extends|false|finally|for|function|if|import|in|' +
  'instanceof|let|new|null|of|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|yield';

const TOKENS = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))/,
    /(?<string>'(?:[^'\\\n]|\\[^])*'?|"(?:[^"\\\n]|\\[^])*"?|`(?:[^`\\]|\\[^])*`?)/,
    /(?<number>\b(?:0[xb][\da-f_]+|\d[\d_]*(?:[.][\d_]*)?(?:e[+-]?\d+)?)\b)/,
    new RegExp(`(?<keyword>(?<![\\w$.])(?:${KEYWORDS})(?![\\w$]))`),
    /(?<type>(?<![\w$])[A-Z]\w*[a-z]\w*(?![\w$]))/,
    /(?<plain>[\w$]+)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

export function highlight(code: string): Token[] {
  const tokens: Token[] = [];
  let plain = '';
  let end = 0;
  const flush = (): void => {
    if (plain !== '') tokens.push({ kind: 'plain', text: plain });
    plain = '';
  };
  for (const match of code.matchAll(TOKENS)) {
    plain += code.slice(end, match.index);
    end = match.index + match[0].length;
    const found = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined);
    const kind = (found?.[0] ?? 'plain') as TokenKind;
    if (kind === 'plain') plain += match[0];
    else {
      flush();
      tokens.push({ kind, text: match[0] });
    }
  }
  plain += code.slice(end);
  flush();
  return tokens;
}

/** Formulas set on the server. Figures get them as props, so the browser never loads KaTeX. */
import katex from 'katex';
import type { ReactNode } from 'react';

/** By formula. Figures ask for those of their own code, which are not many. */
const set = new Map<string, string>();

function Tex({ children }: { children: string }): ReactNode {
  const html =
    set.get(children) ??
    katex.renderToString(children, { throwOnError: true, output: 'htmlAndMathml', strict: 'error' });
  set.set(children, html);
  return <span className="tex" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Labels by name: `{ z: <Tex>z</Tex>, … }`. */
export function setLabels<K extends string>(labels: Record<K, string>): Record<K, ReactNode> {
  const entries = Object.entries<string>(labels).map(([key, tex]) => [key, <Tex key={key}>{tex}</Tex>]);
  return Object.fromEntries(entries) as Record<K, ReactNode>;
}

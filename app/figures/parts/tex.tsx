/** Formulas set on the server. Figures get them as props, so the browser never loads KaTeX. */
import katex from 'katex';
import type { ReactNode } from 'react';

function Tex({ children }: { children: string }): ReactNode {
  const html = katex.renderToString(children, { throwOnError: true, output: 'htmlAndMathml', strict: 'error' });
  return <span className="tex" dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Labels by name: `{ z: <Tex>z</Tex>, … }`. */
export function setLabels<K extends string>(labels: Record<K, string>): Record<K, ReactNode> {
  const entries = Object.entries<string>(labels).map(([key, tex]) => [key, <Tex key={key}>{tex}</Tex>]);
  return Object.fromEntries(entries) as Record<K, ReactNode>;
}

/** Short texts of the grader with `code` and $formulas$, rendered at once (server, or where KaTeX is loaded anyway). */
import katex from 'katex';
import type { ReactNode } from 'react';
import { proseParts } from '../workbench/prose-parts';

export function prose(text: string): ReactNode {
  return proseParts(text).map((part, index) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'code') return <code key={index}>{part.text}</code>;
    // KaTeX escapes its input, and `trust: false` allows no links or raw HTML.
    const html = katex.renderToString(part.text, { throwOnError: false, trust: false, strict: false });
    return <span key={index} dangerouslySetInnerHTML={{ __html: html }} />;
  });
}

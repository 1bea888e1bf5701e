/** The same texts in the browser: words and `code` at once, KaTeX fetched when the first formula turns up. */
'use client';
import { type ReactNode, useEffect, useState } from 'react';
import { proseParts } from '../workbench/prose-parts';

export function clientProse(text: string): ReactNode {
  return proseParts(text).map((part, index) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'code') return <code key={index}>{part.text}</code>;
    return <Formula key={index} tex={part.text} />;
  });
}

function Formula({ tex }: { tex: string }) {
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let live = true;
    void import('katex').then(({ default: katex }) => {
      if (live) setHtml(katex.renderToString(tex, { throwOnError: false, trust: false, strict: false }));
    });
    return () => {
      live = false;
    };
  }, [tex]);
  if (html === null) return <code>{tex}</code>;
  return <span dangerouslySetInnerHTML={{ __html: html }} />;
}

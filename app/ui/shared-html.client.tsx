/** Puts shared HTML where it belongs, without being told it a second time where the page holds it already. */
'use client';
import { useEffect, useRef, useState } from 'react';
import { keepHtml, keptHtml } from './shared-html';

interface Props {
  name: string;
  /** Null in a whole page: the server takes it by its name, and the browser leaves alone what stands there. */
  html: string | null;
  className: string;
}

/** Needs its name as its key. */
export function SharedHtml({ name, html, className }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The router remembers what it was told, which is the name: whoever comes back gets the text from here.
    if (place.current) keepHtml(name, place.current.innerHTML);
  }, [name]);
  // Of the first time: what stands there is right, and must not be written again.
  const [text] = useState(() => html ?? keptHtml(name) ?? '');
  return <div ref={place} className={className} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: text }} />;
}

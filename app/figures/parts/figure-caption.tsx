/** “Figure 2. …”: the number comes from the place in the text, the words from the lesson. */
import type { ReactNode } from 'react';

interface CaptionProps {
  id: string;
  number: number;
  html: string;
  /** Says that the picture moves when scripts run. */
  live?: boolean;
}

export function FigureCaption({ id, number, html, live = false }: CaptionProps): ReactNode {
  return (
    <figcaption id={id}>
      <b>Figure {number}.</b> <span dangerouslySetInnerHTML={{ __html: html }} />
      {live && <span className="no-js"> With JavaScript on, you can move it.</span>}
    </figcaption>
  );
}

/** Matrices as rectangles whose sides are their sizes: neighbours must agree where they touch. */
import type { ReactNode } from 'react';
import { FigureCaption } from '../parts/figure-caption';
import { setLabels } from '../parts/tex';
import type { FigureProps } from '../parts/figure-props';
import { BATCH, columnForm, rowForm, SIDE, type Domino } from './state';

export function ShapeDominoes({ id, number, captionHtml }: FigureProps): ReactNode {
  const tex = setLabels({
    W: 'W',
    x: 'x',
    b: 'b',
    z: 'z',
    X: 'X',
    WT: 'W^{\\top}',
    Z: 'Z',
    column: 'Wx+b=z',
    row: `XW^{\\top}+b^{\\top}=Z`,
    bT: 'b^{\\top}',
  });
  const caption = `${id}-caption`;
  const show = ({ name, rows, columns }: Domino): ReactNode => (
    <span className="domino">
      <span style={{ width: `${String(columns * SIDE)}em`, height: `${String(rows * SIDE)}em` }}>
        {Array.from({ length: rows * columns }, (_, i) => (
          <i key={i} style={{ width: `${String(SIDE)}em`, height: `${String(SIDE)}em` }} />
        ))}
        <b>{tex[name]}</b>
      </span>
      <small>
        {rows}×{columns}
      </small>
    </span>
  );
  const line = (
    title: string,
    label: ReactNode,
    [left, right, bias, sum]: readonly [Domino, Domino, Domino, Domino],
  ): ReactNode => (
    <div>
      <p className="flow-title">
        {title} {label}
      </p>
      <div
        className="dominoes"
        role="img"
        aria-label={`${say(left)} times ${say(right)} plus ${say(bias)} gives ${say(sum)}.`}
      >
        {show(left)}
        {show(right)}
        <em>+</em>
        {show(bias)}
        <em>=</em>
        {show(sum)}
      </div>
    </div>
  );
  return (
    <figure className="fig" id={id} aria-labelledby={caption}>
      <div className="domino-box">
        {line('One sample, a column:', tex.column, columnForm)}
        {line(`${String(BATCH)} samples, a row each:`, tex.row, rowForm)}
      </div>
      <FigureCaption id={caption} number={number} html={captionHtml} />
    </figure>
  );
}

function say({ rows, columns }: Domino): string {
  return `${String(rows)} by ${String(columns)}`;
}

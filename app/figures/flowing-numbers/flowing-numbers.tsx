/** Flowing numbers, drawn by the server: labels are set here, the rest is shared with the browser. */
import type { ReactNode } from 'react';
import type { FigureProps } from '../parts/figure-props';
import { setLabels } from '../parts/tex';
import { FlowingNumbersClient } from './flowing-numbers.client';
import { decode, START } from './state';

export function FlowingNumbers({ id, number, captionHtml, attributes }: FigureProps): ReactNode {
  const tex = setLabels({
    x: 'x',
    x1: 'x_1',
    x2: 'x_2',
    a1: 'a^1',
    a2: 'a^2',
    a3: 'a^3=y',
    z11: 'z^1_1',
    z12: 'z^1_2',
    z21: 'z^2_1',
    z22: 'z^2_2',
    z31: 'z^3_1',
    z32: 'z^3_2',
    a11: 'a^1_1',
    a12: 'a^1_2',
    a21: 'a^2_1',
    a22: 'a^2_2',
    a31: 'y_1',
    a32: 'y_2',
    sigma: '\\sigma',
    column1: 'W^1x+b^1=z^1',
    column2: 'W^2a^1+b^2=z^2',
    column3: 'W^3a^2+b^3=z^3',
    batch1: 'X\\,(W^1)^{\\top}+b^1=Z^1',
    batch2: 'A^1(W^2)^{\\top}+b^2=Z^2',
    batch3: 'A^2(W^3)^{\\top}+b^3=Z^3',
  });
  const start = decode(attributes['start'] ?? '') ?? START;
  return <FlowingNumbersClient id={id} number={number} captionHtml={captionHtml} start={start} tex={tex} />;
}

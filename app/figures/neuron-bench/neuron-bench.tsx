/** The neuron bench, drawn by the server: labels are set here, the rest is shared with the browser. */
import type { ReactNode } from 'react';
import type { FigureProps } from '../parts/figure-props';
import { setLabels } from '../parts/tex';
import { NeuronBenchClient } from './neuron-bench.client';
import { decode, START } from './state';

export function NeuronBench({ id, number, captionHtml, attributes }: FigureProps): ReactNode {
  const tex = setLabels({
    x1: 'x_1',
    x2: 'x_2',
    w1: 'w_1',
    w2: 'w_2',
    b: 'b',
    z: 'z',
    y: '\\hat y',
    g: 'g',
    sum: '\\Sigma',
    wx1: 'w_1x_1',
    wx2: 'w_2x_2',
  });
  const start = decode(attributes['start'] ?? '') ?? START;
  return <NeuronBenchClient id={id} number={number} captionHtml={captionHtml} start={start} tex={tex} />;
}

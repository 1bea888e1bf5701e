/** Figures by the name that lessons use: `::figure[…]{name=neuron-bench}`. */
import type { ReactNode } from 'react';
import { ActivationCurves } from './activation-curves/activation-curves';
import { FlowingNumbers } from './flowing-numbers/flowing-numbers';
import { NeuronBench } from './neuron-bench/neuron-bench';
import type { FigureProps } from './parts/figure-props';
import { ShapeDominoes } from './shape-dominoes/shape-dominoes';
import './figures.css';

const FIGURES: Record<string, (props: FigureProps) => ReactNode> = {
  'activation-curves': ActivationCurves,
  'flowing-numbers': FlowingNumbers,
  'neuron-bench': NeuronBench,
  'shape-dominoes': ShapeDominoes,
};

/** The component of a figure; undefined for a name that no figure has. */
export function findFigure(name: string): ((props: FigureProps) => ReactNode) | undefined {
  return Object.hasOwn(FIGURES, name) ? FIGURES[name] : undefined;
}

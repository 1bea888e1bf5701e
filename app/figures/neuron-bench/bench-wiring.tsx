/** The picture of the neuron: wires as thick as their weights, the sum, the activation, the output. */
import type { ReactNode } from 'react';
import { curvePath } from '../parts/activations';
import { fixed, probability } from '../parts/numbers';
import type { BenchLabels } from './labels';
import { PLACES } from './places';
import { work, type BenchState } from './state';

interface BenchWiringProps {
  state: BenchState;
  tex: BenchLabels;
  /** The dials. */
  children: ReactNode;
}

export function BenchWiring({ state, tex, children }: BenchWiringProps): ReactNode {
  const { z, y } = work(state);
  const at = (name: keyof typeof PLACES): { left: string; top: string } => ({
    left: `${String(PLACES[name].x)}%`,
    top: `${String(PLACES[name].y)}%`,
  });
  const wire = (...names: (keyof typeof PLACES)[]): string =>
    names.map((name, i) => `${i === 0 ? 'M' : 'L'}${String(PLACES[name].x)} ${String(PLACES[name].y)}`).join('');
  const range = state.g === 'relu' ? { high: 3.2, low: -0.6 } : { high: 1.25, low: -1.25 };
  return (
    <div className="bench-wiring">
      <svg className="fig-layer" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
        {(['1', '2'] as const).map((i) => (
          <path
            key={i}
            className={state[`w${i}`] < 0 ? 'is-minus' : 'is-plus'}
            d={wire(`x${i}`, `w${i}`, 'sum')}
            strokeWidth={1 + Math.abs(state[`w${i}`]) * 1.3}
          />
        ))}
        <path
          className={state.b < 0 ? 'is-minus' : 'is-plus'}
          d={wire('b', 'sum')}
          strokeWidth={1 + Math.abs(state.b) * 1.3}
        />
        <path className="bench-wire" d={wire('sum', 'g', 'y')} strokeWidth={2} />
      </svg>
      <div className="bench-node" style={at('sum')} aria-hidden>
        <b>{fixed(z)}</b>
        <span className="bench-over">{tex.sum}</span>
        <span className="bench-under">{tex.z}</span>
      </div>
      <div className="bench-node bench-box" style={at('g')} aria-hidden>
        <svg viewBox={`-4 ${String(-range.high)} 8 ${String(range.high - range.low)}`} preserveAspectRatio="none">
          <path d="M-4 0H4" className="fig-hair" />
          <path transform="scale(1 -1)" d={curvePath(state.g, -4, 4, 40)} />
        </svg>
        <span className="bench-over">{tex.g}</span>
      </div>
      <div className="bench-node bench-out" style={at('y')} aria-hidden>
        <b>{probability(y)}</b>
        <span className="bench-over">{tex.y}</span>
      </div>
      {children}
    </div>
  );
}

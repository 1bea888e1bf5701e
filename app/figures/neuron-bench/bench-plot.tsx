/** Terms laid end to end on one axis, and right below, on the same axis, the activation that reads their sum. */
import type { ReactNode } from 'react';
import { curvePath } from '../parts/activations';
import { fixed, probability } from '../parts/numbers';
import type { BenchLabels } from './labels';
import { AXIS, panel, work, type BenchState } from './state';

const TICKS = [-15, -10, -5, 0, 5, 10, 15];
const left = (z: number): string => `${(((z + AXIS) / (2 * AXIS)) * 100).toFixed(3)}%`;
const width = (from: number, to: number): string => `${((Math.abs(to - from) / (2 * AXIS)) * 100).toFixed(3)}%`;

export function BenchPlot({ state, tex }: { state: BenchState; tex: BenchLabels }): ReactNode {
  const { terms, z, y } = work(state);
  const { low, high, ticks } = panel(state.g);
  const top = (value: number): string => `${(((high - value) / (high - low)) * 100).toFixed(3)}%`;
  const names = { wx1: tex.wx1, wx2: tex.wx2, b: tex.b };
  return (
    <div className="bench-plot" aria-hidden>
      <div className="bench-rows">
        {terms.map(({ name, value, from, to }) => (
          <div key={name} className="bench-row">
            <span className="bench-key">
              {names[name]} <b>{fixed(value)}</b>
            </span>
            <Bar from={from} to={to} />
          </div>
        ))}
        <div className="bench-row bench-total">
          <span className="bench-key">
            {tex.z} <b>{fixed(z)}</b>
          </span>
          <Bar from={0} to={z} />
        </div>
      </div>
      <div className="bench-axis">
        {TICKS.map((tick) => (
          <span key={tick} style={{ left: left(tick) }}>
            {fixed(tick, 0)}
          </span>
        ))}
      </div>
      <div className="bench-curve">
        <svg
          className="fig-layer"
          viewBox={`${String(-AXIS)} ${String(-high)} ${String(2 * AXIS)} ${String(high - low)}`}
          preserveAspectRatio="none"
        >
          <g transform="scale(1 -1)">
            {ticks.map((tick) => (
              <path
                key={tick}
                className={tick === 0 ? 'fig-axis' : 'fig-hair'}
                d={`M${String(-AXIS)} ${String(tick)}H${String(AXIS)}`}
              />
            ))}
            <path className="fig-axis" d={`M0 ${String(low)}V${String(high)}`} />
            <path className="fig-curve" d={curvePath(state.g, -AXIS, AXIS)} />
            <path className="bench-reading" d={`M${String(-AXIS)} ${String(y)}H${String(z)}`} />
          </g>
        </svg>
        {ticks.map((tick) => (
          <span key={tick} className="bench-tick" style={{ top: top(tick) }}>
            {String(tick)}
          </span>
        ))}
        <span className="bench-dot" style={{ left: left(z), top: top(y) }} />
        <span
          className="fig-tag bench-value"
          style={{ left: left(z), top: top(y), translate: z > 6 ? 'calc(-100% - 10px) -160%' : '10px -160%' }}
        >
          {tex.y} = {probability(y)}
        </span>
        <span className="fig-label bench-z">{tex.z}</span>
      </div>
      <span className="bench-drop">
        <i style={{ left: left(z) }} />
      </span>
    </div>
  );
}

function Bar({ from, to }: { from: number; to: number }): ReactNode {
  return (
    <span className="bench-lane">
      <span className="bench-zero" />
      <span
        className={`bench-bar ${to < from ? 'is-minus' : 'is-plus'}`}
        style={{ left: left(Math.min(from, to)), width: width(from, to) }}
      />
    </span>
  );
}

'use client';
/** The network itself: each edge with its product, each neuron with its sum and its output. */
import type { ReactNode } from 'react';
import { fixed } from '../parts/numbers';
import type { FlowLabels } from './labels';
import { flow, LAYERS, type FlowState } from './state';

/** Places in percent of the box. */
const COLUMNS = [9, 36, 63, 90] as const;
const ROWS = [32, 78] as const;
/** How far along its edge a number stands: those that cross keep out of each other's way. */
const STRAIGHT = 0.5;
const CROSSING = 0.3;

interface FlowNetProps {
  state: FlowState;
  tex: FlowLabels;
  onPick: (layer: number, unit: number) => void;
}

export function FlowNet({ state, tex, onPick }: FlowNetProps): ReactNode {
  const flows = flow(state.x);
  const edges = flows.flatMap(({ products }, l) =>
    ([0, 1] as const).flatMap((to) =>
      ([0, 1] as const).map((from) => ({
        key: `${String(l)}${String(from)}${String(to)}`,
        from: { x: COLUMNS[l] ?? 0, y: ROWS[from] },
        to: { x: COLUMNS[l + 1] ?? 0, y: ROWS[to] },
        along: from === to ? STRAIGHT : CROSSING,
        product: products[to][from],
        weight: LAYERS[l]?.W[to][from] ?? 0,
        picked: state.layer === l + 1 && state.unit === to,
      })),
    ),
  );
  const heads = [tex.x, tex.a1, tex.a2, tex.a3];
  return (
    <div
      className="flow-net"
      role="group"
      aria-label="Network with two inputs, two hidden layers of two neurons, and two outputs"
    >
      <svg className="fig-layer" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
        {edges.map(({ key, from, to, weight, picked }) => (
          <path
            key={key}
            d={`M${String(from.x)} ${String(from.y)}L${String(to.x)} ${String(to.y)}`}
            className={weight < 0 ? 'is-minus' : 'is-plus'}
            strokeWidth={0.6 + Math.abs(weight) * 0.7}
            opacity={picked ? 1 : 0.38}
          />
        ))}
      </svg>
      {heads.map((head, column) => (
        <span key={column} className="flow-head" style={{ left: `${String(COLUMNS[column])}%` }} aria-hidden>
          {head}
        </span>
      ))}
      {edges.map(({ key, from, to, along, product, picked }) => (
        <span
          key={key}
          className="fig-tag flow-product"
          data-picked={picked || undefined}
          style={{
            left: `${String(from.x + (to.x - from.x) * along)}%`,
            top: `${String(from.y + (to.y - from.y) * along)}%`,
          }}
          aria-hidden
        >
          {fixed(product)}
        </span>
      ))}
      {([0, 1] as const).map((unit) => (
        <span
          key={unit}
          className="flow-node flow-input"
          style={{ left: `${String(COLUMNS[0])}%`, top: `${String(ROWS[unit])}%` }}
        >
          {fixed(state.x[unit], 1)}
        </span>
      ))}
      {flows.map(({ z, a }, l) =>
        ([0, 1] as const).map((unit) => {
          const layer = l + 1;
          const picked = state.layer === layer && state.unit === unit;
          return (
            <button
              key={`${String(layer)}${String(unit)}`}
              type="button"
              className="flow-node"
              style={{ left: `${String(COLUMNS[layer])}%`, top: `${String(ROWS[unit])}%` }}
              aria-pressed={picked}
              onPointerEnter={(event) => event.pointerType === 'mouse' && onPick(layer, unit)}
              onFocus={() => onPick(layer, unit)}
              onClick={() => onPick(layer, unit)}
            >
              <span className="sr-only">
                Layer {layer}, neuron {unit + 1}: output{' '}
              </span>
              {fixed(a[unit], 3)}
              <span className={unit === 0 ? 'flow-z is-over' : 'flow-z is-under'}>
                <span className="flow-bias">{bias(LAYERS[l]?.b[unit] ?? 0)}</span>sum {fixed(z[unit])}
              </span>
            </button>
          );
        }),
      )}
    </div>
  );
}

/** Edges and bias add up to the sum; a bias of 0 needs no mention. */
function bias(value: number): string {
  return value === 0 ? '' : `b ${value > 0 ? '+' : ''}${fixed(value, 0)} · `;
}

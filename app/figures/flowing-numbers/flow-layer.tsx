/** One layer written out: the picked neuron's equation, and the whole layer as matrices, for one input or a batch. */
import type { ReactNode } from 'react';
import { factor, fixed, term } from '../parts/numbers';
import type { FlowLabels } from './labels';
import { Matrix } from './matrix';
import { flow, LAYERS, NOTED, type FlowState, type LayerFlow, type Pair } from './state';

type Index = 1 | 2 | 3;

export function FlowLayer({ state, tex }: { state: FlowState; tex: FlowLabels }): ReactNode {
  const index = state.layer as Index;
  const unit = state.unit === 1 ? 1 : 0;
  const layer = LAYERS[index - 1];
  const now = flow(state.x)[index - 1];
  if (!layer || !now) return null;
  const place = (unit + 1) as 1 | 2;
  const row = layer.W[unit];
  const digits = index === 1 ? 1 : 3;
  return (
    <>
      <p className="flow-equation">
        {tex[`z${index}${place}`]} = {factor(row[0], 0)}·{factor(now.input[0], digits)} + {factor(row[1], 0)}·
        {factor(now.input[1], digits)}
        {layer.b[unit] === 0 ? '' : term(layer.b[unit], 0)} = <b>{fixed(now.z[unit], 3)}</b>
        <br />
        {tex[`a${index}${place}`]} = {tex.sigma}({fixed(now.z[unit], 3)}) = <b>{fixed(now.a[unit], 3)}</b>
      </p>
      <div className="flow-matrices" tabIndex={0} role="group" aria-label={`Layer ${String(index)} as matrices`}>
        <p className="flow-title">{tex[`${state.view}${index}`]}</p>
        {state.view === 'column' ? (
          <Column layer={layer} now={now} unit={unit} sigma={tex.sigma} />
        ) : (
          <Batch state={state} sigma={tex.sigma} />
        )}
      </div>
    </>
  );
}

interface ColumnProps {
  layer: (typeof LAYERS)[number];
  now: LayerFlow;
  unit: 0 | 1;
  sigma: ReactNode;
}

function Column({ layer, now, unit, sigma }: ColumnProps): ReactNode {
  const column = (pair: Pair): number[][] => [[pair[0]], [pair[1]]];
  return (
    <div className="flow-line">
      <Matrix rows={layer.W} digits={0} mark={{ row: unit }} />
      <Matrix rows={column(now.input)} digits={2} mark={{ row: null }} />
      <i>+</i>
      <Matrix rows={column(layer.b)} digits={0} mark={{ row: unit }} />
      <i>=</i>
      <Matrix rows={column(now.z)} digits={2} mark={{ row: unit }} />
      <i>{sigma} ↦</i>
      <Matrix rows={column(now.a)} digits={3} mark={{ row: unit }} />
    </div>
  );
}

function Batch({ state, sigma }: { state: FlowState; sigma: ReactNode }): ReactNode {
  const index = state.layer - 1;
  const layer = LAYERS[index];
  const samples = [...NOTED, state.x].flatMap((x) => flow(x)[index] ?? []);
  if (!layer) return null;
  const [[a, b], [c, d]] = layer.W;
  const mark = { row: null, column: state.unit };
  return (
    <div className="flow-line">
      <Matrix rows={samples.map((sample) => sample.input)} digits={index === 0 ? 1 : 2} mark={{ row: null }} />
      <Matrix
        rows={[
          [a, c],
          [b, d],
        ]}
        digits={0}
        mark={mark}
      />
      <i>+</i>
      <Matrix rows={[layer.b]} digits={0} mark={mark} />
      <i>=</i>
      <Matrix rows={samples.map((sample) => sample.z)} digits={2} mark={mark} />
      <span className="flow-result">
        <i>{sigma} ↦</i>
        <Matrix rows={samples.map((sample) => sample.a)} digits={3} mark={mark} />
      </span>
    </div>
  );
}

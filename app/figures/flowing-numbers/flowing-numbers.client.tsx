'use client';
/** Flowing numbers: drag the input, watch every product and every sum on the way to the output. */
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { FigureCaption } from '../parts/figure-caption';
import { fixed } from '../parts/numbers';
import { useFigureState } from '../parts/use-figure-state.client';
import { FlowLayer } from './flow-layer';
import { FlowNet } from './flow-net.client';
import { InputPad } from './input-pad.client';
import type { FlowLabels } from './labels';
import { decode, describe, encode, moveTo, NOTED, REACH, type FlowState } from './state';

const VIEWS = { column: 'One input, as a column', batch: 'A batch, one row each' } as const;

interface FlowingNumbersProps {
  id: string;
  number: number;
  captionHtml: string;
  start: FlowState;
  tex: FlowLabels;
}

export function FlowingNumbersClient({ id, number, captionHtml, start, tex }: FlowingNumbersProps): ReactNode {
  const [state, set, settled] = useFigureState({ key: id, start, encode, decode });
  const caption = `${id}-caption`;
  const move = (x: number, y: number): void => set((before) => moveTo(before, x, y));
  return (
    <figure className="fig" id={id} aria-labelledby={caption}>
      <FlowNet state={state} tex={tex} onPick={(layer, unit) => set((before) => ({ ...before, layer, unit }))} />
      <div className="flow-below">
        <div>
          <InputPad x={state.x} tex={tex} onMove={move} />
          <div className="flow-presets needs-js">
            {NOTED.map(([x, y]) => (
              <button
                key={`${String(x)},${String(y)}`}
                type="button"
                className="fig-button"
                aria-pressed={state.x[0] === x && state.x[1] === y}
                onClick={() => move(x, y)}
              >
                ({fixed(x, 0)}, {fixed(y, 0)})
              </button>
            ))}
            <button type="button" className="fig-button" onClick={() => set(start)}>
              <RotateCcw size={14} aria-hidden /> Reset
            </button>
          </div>
        </div>
        <div>
          <fieldset className="fig-switch needs-js">
            <legend className="sr-only">How the layer is written</legend>
            {(['column', 'batch'] as const).map((view) => (
              <label key={view}>
                <input
                  type="radio"
                  name={`${id}-view`}
                  checked={state.view === view}
                  onChange={() => set((before) => ({ ...before, view }))}
                />
                <span>{VIEWS[view]}</span>
              </label>
            ))}
          </fieldset>
          <FlowLayer state={state} tex={tex} />
        </div>
      </div>
      <details className="fig-sliders needs-js">
        <summary>Set the input with sliders</summary>
        <div>
          {([0, 1] as const).map((i) => (
            <label key={i}>
              <span>{i === 0 ? tex.x1 : tex.x2}</span>
              <input
                type="range"
                min={-REACH}
                max={REACH}
                step={0.1}
                value={state.x[i]}
                onChange={({ target }) =>
                  i === 0 ? move(target.valueAsNumber, state.x[1]) : move(state.x[0], target.valueAsNumber)
                }
              />
              <output>{fixed(state.x[i], 1)}</output>
            </label>
          ))}
        </div>
      </details>
      <FigureCaption id={caption} number={number} html={captionHtml} live />
      <p className="sr-only" role="status">
        {describe(settled)}
      </p>
    </figure>
  );
}

'use client';
/** The neuron bench: five dials, the terms laid end to end, and the activation that turns the sum into the output. */
import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ACTIVATION_NAMES, ACTIVATIONS } from '../parts/activations';
import { FigureCaption } from '../parts/figure-caption';
import { factor, fixed, probability, term } from '../parts/numbers';
import { useFigureState } from '../parts/use-figure-state.client';
import { BenchDial } from './bench-dial.client';
import { BenchPlot } from './bench-plot';
import { BenchWiring } from './bench-wiring';
import type { BenchLabels } from './labels';
import { decode, describe, DIALS, encode, REACH, turn, work, type BenchState } from './state';

interface NeuronBenchProps {
  id: string;
  number: number;
  captionHtml: string;
  start: BenchState;
  tex: BenchLabels;
}

export function NeuronBenchClient({ id, number, captionHtml, start, tex }: NeuronBenchProps): ReactNode {
  const [state, set, settled] = useFigureState({ key: id, start, encode, decode });
  const { z, y } = work(state);
  const caption = `${id}-caption`;
  return (
    <figure className="fig" id={id} aria-labelledby={caption}>
      <BenchWiring state={state} tex={tex}>
        {DIALS.map((dial) => (
          <BenchDial
            key={dial}
            dial={dial}
            value={state[dial]}
            label={tex[dial]}
            onTurn={(value) => set((before) => turn(before, dial, value))}
          />
        ))}
      </BenchWiring>
      <BenchPlot state={state} tex={tex} />
      <div className="fig-readout">
        <span>
          {tex.z} = {factor(state.w1, 1)}·{factor(state.x1, 1)} + {factor(state.w2, 1)}·{factor(state.x2, 1)}
          {term(state.b, 1)} = <b>{fixed(z)}</b>
        </span>
        <span>
          {tex.y} = {ACTIVATION_NAMES[state.g]}({fixed(z)}) = <b>{probability(y)}</b>
        </span>
      </div>
      <div className="fig-controls needs-js">
        <fieldset className="fig-switch">
          <legend className="sr-only">Activation</legend>
          {ACTIVATIONS.map((g) => (
            <label key={g}>
              <input
                type="radio"
                name={`${id}-g`}
                value={g}
                checked={state.g === g}
                onChange={() => set((before) => ({ ...before, g }))}
              />
              <span>{ACTIVATION_NAMES[g]}</span>
            </label>
          ))}
        </fieldset>
        <button type="button" className="fig-button" onClick={() => set(start)}>
          <RotateCcw size={14} aria-hidden /> Reset
        </button>
      </div>
      <details className="fig-sliders needs-js">
        <summary>Set the numbers with sliders</summary>
        <div>
          {DIALS.map((dial) => (
            <label key={dial}>
              <span>{tex[dial]}</span>
              <input
                type="range"
                min={-REACH[dial]}
                max={REACH[dial]}
                step={0.1}
                value={state[dial]}
                onChange={(event) => set((before) => turn(before, dial, event.target.valueAsNumber))}
              />
              <output>{fixed(state[dial], 1)}</output>
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

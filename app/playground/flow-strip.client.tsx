'use client';
/** Below each layer: how large its gradient is, on a scale of powers of ten, and how many of its units are silent. */
import type { ReactNode } from 'react';
import type { FrameStore } from './frame-store';
import type { Activation } from './settings';
import { useWords } from './use-frame.client';
import { small, tiny } from './words';
import { columnX } from './wiring';

/** Powers of ten at the ends of the bars. */
const LOW = -7;
const HIGH = 1;

interface FlowStripProps {
  frames: FrameStore;
  layers: readonly number[];
  activation: Activation;
}

export function FlowStrip({ frames, layers, activation }: FlowStripProps): ReactNode {
  const { gradients, idle } = useWords(frames);
  const silent = activation === 'tanh' || activation === 'sigmoid' ? 'stuck' : 'dead';
  return (
    <div className="play-flow" role="group" aria-label="Gradient of each layer">
      <span
        className="label"
        style={{ left: 0 }}
        title="Length of the loss's gradient by each layer's weights, over all training points"
      >
        Gradient
      </span>
      {[...layers, 1].map((_, layer) => {
        const size = gradients[layer] ?? 0;
        const dead = idle[layer] ?? 0;
        const name = layer === layers.length ? 'Output' : `Layer ${String(layer + 1)}`;
        return (
          <div
            key={layer}
            className="play-flow-cell"
            style={{ left: `${String(columnX(layer + 1, layers.length + 2))}%` }}
          >
            <span className="play-flow-bar" aria-hidden>
              <i style={{ width: `${(100 * share(size)).toFixed(1)}%` }} />
            </span>
            <span aria-hidden>{tiny(size)}</span>
            <span className="sr-only">{`${name}: gradient ${small(size)}`}</span>
            {dead > 0 && (
              <span className="play-dead">
                {dead} {silent}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

function share(size: number): number {
  if (!(size > 0)) return 0;
  return Math.min(1, Math.max(0, (Math.log10(size) - LOW) / (HIGH - LOW)));
}

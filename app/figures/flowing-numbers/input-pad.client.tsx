'use client';
/** The plane of inputs with one point to drag. */
import { useRef, type ReactNode } from 'react';
import { fixed } from '../parts/numbers';
import { useDrag } from '../parts/use-drag.client';
import type { FlowLabels } from './labels';
import { NOTED, REACH, type Pair } from './state';

/** The pad shows a little more than what can be reached, so that the handle stays whole. */
const EDGE = REACH * 1.15;
const left = (x: number): string => `${((x / EDGE + 1) * 50).toFixed(2)}%`;
const top = (y: number): string => `${((1 - y / EDGE) * 50).toFixed(2)}%`;
const LINES = [-2, -1, 1, 2];

interface InputPadProps {
  x: Pair;
  tex: FlowLabels;
  onMove: (x: number, y: number) => void;
}

export function InputPad({ x, tex, onMove }: InputPadProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const events = useDrag(box, {
    onDrag: (_, place) => onMove((place.x * 2 - 1) * EDGE, (place.y * 2 - 1) * EDGE),
    onStep: (dx, dy, large) => onMove(x[0] + dx * (large ? 0.5 : 0.1), x[1] + dy * (large ? 0.5 : 0.1)),
  });
  return (
    <div className="flow-pad" ref={box}>
      <svg
        className="fig-layer"
        viewBox={`${String(-EDGE)} ${String(-EDGE)} ${String(2 * EDGE)} ${String(2 * EDGE)}`}
        aria-hidden
      >
        {LINES.map((line) => (
          <path
            key={line}
            className="fig-hair"
            d={`M${String(line)} ${String(-EDGE)}V${String(EDGE)}M${String(-EDGE)} ${String(line)}H${String(EDGE)}`}
          />
        ))}
        <path className="fig-axis" d={`M0 ${String(-EDGE)}V${String(EDGE)}M${String(-EDGE)} 0H${String(EDGE)}`} />
      </svg>
      {NOTED.map(([a, b]) => (
        <span
          key={`${String(a)},${String(b)}`}
          className="flow-noted"
          style={{ left: left(a), top: top(b) }}
          aria-hidden
        />
      ))}
      <span className="fig-label" style={{ right: 4, top: '50%' }} aria-hidden>
        {tex.x1}
      </span>
      <span className="fig-label" style={{ left: '50%', top: 2, translate: '5px 0' }} aria-hidden>
        {tex.x2}
      </span>
      <span
        className="fig-handle"
        role="slider"
        tabIndex={0}
        aria-label="Input: arrow keys move the point"
        aria-valuemin={-REACH}
        aria-valuemax={REACH}
        aria-valuenow={x[0]}
        aria-valuetext={`x1 ${fixed(x[0], 1)}, x2 ${fixed(x[1], 1)}`}
        style={{ left: left(x[0]), top: top(x[1]) }}
        {...events}
      />
    </div>
  );
}

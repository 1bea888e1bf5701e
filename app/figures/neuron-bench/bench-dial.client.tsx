'use client';
/** A knob: drag it up or to the right to turn it up; arrow keys turn it by a tenth. */
import { useRef, type ReactNode } from 'react';
import { fixed } from '../parts/numbers';
import { useDrag } from '../parts/use-drag.client';
import { PLACES } from './places';
import { REACH, type Dial } from './state';

const NAMES: Record<Dial, string> = { x1: 'Input 1', x2: 'Input 2', w1: 'Weight 1', w2: 'Weight 2', b: 'Bias' };

/** Pixels of movement for the whole way from one end to the other. */
const TRAVEL = 200;
/** A knob turns through 270 degrees. */
const HALF_TURN = 135;

interface BenchDialProps {
  dial: Dial;
  value: number;
  label: ReactNode;
  onTurn: (value: number) => void;
}

export function BenchDial({ dial, value, label, onTurn }: BenchDialProps): ReactNode {
  const knob = useRef<HTMLDivElement>(null);
  const gripped = useRef(value);
  const reach = REACH[dial];
  const events = useDrag(knob, {
    onGrip: () => {
      gripped.current = value;
    },
    onDrag: ({ x, y }) => onTurn(gripped.current + ((x + y) / TRAVEL) * 2 * reach),
    onStep: (x, y, large) => onTurn(value + (x + y) * (large ? 1 : 0.1)),
    onEnd: (end) => onTurn(end === 'low' ? -reach : reach),
  });
  const angle = (value / reach) * HALF_TURN;
  const place = PLACES[dial];
  return (
    <div className="bench-dial" style={{ left: `${String(place.x)}%`, top: `${String(place.y)}%` }} data-kind={dial[0]}>
      <div
        ref={knob}
        className="bench-knob"
        role="slider"
        tabIndex={0}
        aria-label={NAMES[dial]}
        aria-valuemin={-reach}
        aria-valuemax={reach}
        aria-valuenow={value}
        aria-valuetext={fixed(value, 1)}
        {...events}
      >
        <svg viewBox="-24 -24 48 48" aria-hidden>
          <path className="bench-track" d={arc(-HALF_TURN, HALF_TURN)} />
          {angle !== 0 && (
            <path className={value < 0 ? 'is-minus' : 'is-plus'} d={arc(Math.min(0, angle), Math.max(0, angle))} />
          )}
          <path className="bench-needle" d="M0 -16.5V-23" transform={`rotate(${angle.toFixed(1)})`} />
        </svg>
        <span>{fixed(value, 1)}</span>
      </div>
      <span className="bench-name">{label}</span>
    </div>
  );
}

/** Part of the knob's ring; degrees from the top, clockwise. */
function arc(from: number, to: number): string {
  const at = (degrees: number): string => {
    const angle = ((degrees - 90) * Math.PI) / 180;
    return `${(20 * Math.cos(angle)).toFixed(2)} ${(20 * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${at(from)}A20 20 0 ${to - from > 180 ? '1' : '0'} 1 ${at(to)}`;
}

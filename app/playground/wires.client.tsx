'use client';
/** The weights as lines: width by size, colour and dashes by sign. */
import { useMemo, useRef, type ReactNode } from 'react';
import type { FrameStore } from './frame-store';
import type { Frame } from './messages';
import { usePaint } from './use-frame.client';
import { NET_HEIGHT, wireEnds, wirePath, wiresOf, type Shape, type Wire } from './wiring';

interface WiresProps {
  shape: Shape;
  frames: FrameStore;
  /** Where a wire's weight stands in the parameters. */
  indexOf: (wire: Wire) => number;
  /** Whether the frame is of this net. */
  fits: (frame: Frame) => boolean;
  marked: Wire | null;
}

/** In quarters of a pixel, so that most lines stay as they are from frame to frame. */
function widthOf(weight: number): number {
  return Math.round(Math.min(6, 0.5 + 1.75 * Math.sqrt(Math.abs(weight))) * 4) / 4;
}

export function Wires({ shape, frames, indexOf, fits, marked }: WiresProps): ReactNode {
  const group = useRef<SVGGElement>(null);
  const key = JSON.stringify(shape);
  // The shape is a fresh object in each render; its text is what counts.
  const wires = useMemo(() => {
    const same = JSON.parse(key) as Shape;
    return wiresOf(same).map((wire) => ({ wire, d: wirePath(wireEnds(same, wire)) }));
  }, [key]);
  const first = frames.frame;
  const shown = useRef<{ tiles: unknown; wires: unknown }>({ tiles: null, wires: null });

  usePaint(frames, (frame) => {
    const paths = group.current?.children;
    // As often as the small maps: redrawing hundreds of curves for every frame would cost more than it shows.
    if (!paths || !fits(frame) || (shown.current.tiles === frame.tiles && shown.current.wires === wires)) return;
    shown.current = { tiles: frame.tiles, wires };
    wires.forEach(({ wire }, i) => {
      const path = paths[i];
      const weight = frame.params[indexOf(wire)] ?? 0;
      const width = String(widthOf(weight));
      const sign = weight < 0 ? 'minus' : 'plus';
      if (path?.getAttribute('stroke-width') !== width) path?.setAttribute('stroke-width', width);
      if (path?.getAttribute('data-sign') !== sign) path?.setAttribute('data-sign', sign);
    });
  });

  return (
    <svg className="play-wires" viewBox={`0 0 100 ${String(NET_HEIGHT)}`} preserveAspectRatio="none" aria-hidden>
      <g ref={group}>
        {wires.map(({ wire, d }) => {
          const weight = fits(first) ? (first.params[indexOf(wire)] ?? 0) : 0;
          return (
            <path
              key={`${String(wire.layer)} ${String(wire.from)} ${String(wire.to)}`}
              d={d}
              strokeWidth={widthOf(weight)}
              data-sign={weight < 0 ? 'minus' : 'plus'}
            />
          );
        })}
      </g>
      {marked !== null && <path className="play-wire-mark" d={wirePath(wireEnds(shape, marked))} />}
    </svg>
  );
}

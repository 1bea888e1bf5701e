'use client';
/** One unit of the picture: a button that shows the unit's own map. */
import { useRef, type CSSProperties, type ReactNode } from 'react';
import type { FrameStore } from './frame-store';
import { paintMap } from './map-canvas.client';
import type { Frame } from './messages';
import { usePaint } from './use-frame.client';
import type { Palette } from './use-palette.client';

export interface TileProps {
  /** Its name for those who don't see it. */
  label: string;
  style: CSSProperties;
  frames: FrameStore;
  palette: Palette | null;
  discrete: boolean;
  /** Another object whenever there is another map. */
  sourceOf: (frame: Frame) => object;
  /** The unit's bytes in a frame, or nothing when the frame is of another net. */
  mapOf: (frame: Frame) => Int8Array | null;
  /** Its bias; nothing for features. */
  biasOf?: (frame: Frame) => number | null;
  pressed: boolean;
  className?: string;
  tabIndex: number;
  /** `layer/unit`, for the arrow keys. */
  place: string;
  onPress: () => void;
  onLook: (on: boolean) => void;
}

export function UnitTile(props: TileProps): ReactNode {
  const { frames, palette, discrete, sourceOf, mapOf, biasOf } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const bias = useRef<HTMLSpanElement>(null);
  const shown = useRef<object | null>(null);
  const look = useRef('');

  usePaint(frames, (frame) => {
    if (palette === null || canvas.current === null) return;
    const key = `${String(discrete)}${String(palette.table[0])}`;
    if (sourceOf(frame) === shown.current && look.current === key) return;
    const map = mapOf(frame);
    if (map === null) return;
    paintMap(canvas.current, map, palette.table, discrete);
    shown.current = sourceOf(frame);
    look.current = key;
    const value = biasOf?.(frame) ?? null;
    if (value !== null && bias.current !== null) {
      bias.current.dataset['sign'] = value < 0 ? 'minus' : 'plus';
      bias.current.style.opacity = Math.min(1, 0.15 + Math.abs(value)).toFixed(2);
    }
  });

  return (
    <button
      type="button"
      className={`play-unit ${props.className ?? ''}`}
      style={props.style}
      aria-label={props.label}
      aria-pressed={props.pressed}
      tabIndex={props.tabIndex}
      data-place={props.place}
      onClick={props.onPress}
      onPointerEnter={() => props.onLook(true)}
      onPointerLeave={() => props.onLook(false)}
      onFocus={() => props.onLook(true)}
      onBlur={() => props.onLook(false)}
    >
      <canvas ref={canvas} width={32} height={32} className="needs-js" aria-hidden />
      {biasOf !== undefined && <span ref={bias} className="play-bias" aria-hidden />}
    </button>
  );
}

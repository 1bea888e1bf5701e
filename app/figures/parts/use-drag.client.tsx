'use client';
/** Handles that answer to mouse, touch and keyboard alike. */
import type { KeyboardEvent, PointerEvent } from 'react';
import { useRef } from 'react';

interface Point {
  x: number;
  y: number;
}

interface HandleEvents {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface DragOptions {
  /** Pixels moved since the grip, y upwards, and where in the box (0…1 from the lower left) the pointer is. */
  onDrag: (moved: Point, place: Point) => void;
  /** Arrow keys: one step; with Shift, or Page Up and Down, ten steps' worth. */
  onStep: (x: number, y: number, large: boolean) => void;
  /** Called when a drag begins. */
  onGrip?: () => void;
  /** Home and End. */
  onEnd?: (end: 'low' | 'high') => void;
}

/** Pointer capture, so that a drag goes on outside; `touch-action: none` belongs on the handle only. */
export function useDrag(box: { current: HTMLElement | null }, options: DragOptions): HandleEvents {
  const grip = useRef<Point | null>(null);
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      event.currentTarget.focus({ preventScroll: true });
      event.preventDefault();
      grip.current = { x: event.clientX, y: event.clientY };
      options.onGrip?.();
    },
    onPointerMove: (event) => {
      const start = grip.current;
      const rect = box.current?.getBoundingClientRect();
      if (!start || !rect || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
      options.onDrag(
        { x: event.clientX - start.x, y: start.y - event.clientY },
        { x: (event.clientX - rect.left) / rect.width, y: 1 - (event.clientY - rect.top) / rect.height },
      );
    },
    onPointerUp: () => {
      grip.current = null;
    },
    onKeyDown: (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const arrow = ARROWS[event.key];
      if (arrow) options.onStep(arrow[0], arrow[1], event.shiftKey);
      else if (event.key === 'PageUp' || event.key === 'PageDown')
        options.onStep(0, event.key === 'PageUp' ? 1 : -1, true);
      else if ((event.key === 'Home' || event.key === 'End') && options.onEnd)
        options.onEnd(event.key === 'Home' ? 'low' : 'high');
      else return;
      event.preventDefault();
    },
  };
}

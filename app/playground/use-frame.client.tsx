'use client';
/** Two ways to follow the training: painting every frame by hand, or reading words a few times a second. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { FrameStore } from './frame-store';
import type { Frame } from './messages';

/** Calls `paint` now, after every render and for every frame. */
export function usePaint(frames: FrameStore, paint: (frame: Frame) => void): void {
  const latest = useRef(paint);
  useEffect(() => {
    latest.current = paint;
    paint(frames.frame);
  });
  useEffect(() => frames.onFrame(() => latest.current(frames.frame)), [frames]);
}

/** The newest frame, at a reader's pace. */
export function useWords(frames: FrameStore): Frame {
  return useSyncExternalStore(frames.onWords, frames.words, frames.words);
}

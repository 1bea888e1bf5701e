'use client';
/** The training worker: gets the settings and orders, gives frames, points and news of the backend. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { createFrameStore, type FrameStore } from './frame-store';
import { firstFrame, type FirstPicture } from './first-picture';
import { marksOf } from './marks';
import type { BackendReport, FromTrainer, ToTrainer } from './messages';
import { isClassification, type Settings } from './settings';

type Offers = Omit<Extract<FromTrainer, { kind: 'offers' }>, 'kind'>;

interface News {
  marks: FirstPicture['marks'];
  backend: BackendReport | null;
  offers: Offers | null;
  /** The training cannot go on, and why. */
  failed: string | null;
}

export interface Trainer extends News {
  frames: FrameStore;
  running: boolean;
  order: (message: Exclude<ToTrainer, { kind: 'settings' | 'painted' | 'run' | 'pause' }>) => void;
  run: (on: boolean) => void;
}

/** Under reduced motion pictures change a few times a second, not sixty. */
const CALM_MS = 400;

const UNABLE = 'The worker that trains could not go on in this browser.';

function startWorker(): Worker | null {
  try {
    return new Worker('/workers/playground.js');
  } catch {
    return null;
  }
}

export function useTrainer(first: FirstPicture, settings: Settings, version: number): Trainer {
  const [frames] = useState(() => createFrameStore(firstFrame(first)));
  const [news, tell] = useState<News>({ marks: first.marks, backend: null, offers: null, failed: null });
  const [running, setRunning] = useState(false);
  const worker = useRef<Worker | null>(null);
  const newest = useRef({ settings, version });

  const send = useCallback((message: ToTrainer) => worker.current?.postMessage(message), []);

  useEffect(() => {
    const fail = (why: string): void => {
      setRunning(false);
      tell((before) => ({ ...before, failed: why }));
    };
    const trainer = startWorker();
    if (trainer === null) {
      fail(UNABLE);
      return undefined;
    }
    worker.current = trainer;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
    let painting = 0;
    const painted = (): void => {
      if (calm.matches && frames.frame.running) setTimeout(() => send({ kind: 'painted' }), CALM_MS);
      else send({ kind: 'painted' });
    };
    trainer.addEventListener('message', ({ data }: MessageEvent<FromTrainer>) => {
      switch (data.kind) {
        case 'frame':
          cancelAnimationFrame(painting);
          painting = requestAnimationFrame(() => {
            frames.put(data);
            painted();
          });
          break;
        case 'points': {
          const classes = isClassification(newest.current.settings);
          const marks = { train: marksOf(data.points.train, classes), test: marksOf(data.points.test, classes) };
          tell((before) => ({ ...before, marks }));
          break;
        }
        case 'backend':
          tell((before) => ({ ...before, backend: data.report }));
          break;
        case 'offers':
          tell((before) => ({ ...before, offers: { missing: data.missing, software: data.software } }));
          break;
        case 'failed':
          fail(data.why);
          break;
      }
    });
    trainer.addEventListener('error', () => fail(UNABLE));
    send({ kind: 'settings', ...newest.current });
    return () => {
      cancelAnimationFrame(painting);
      trainer.terminate();
      worker.current = null;
    };
  }, [frames, send]);

  useEffect(() => {
    if (newest.current.version === version) return;
    newest.current = { settings, version };
    frames.expect(version);
    send({ kind: 'settings', settings, version });
  }, [frames, send, settings, version]);

  // Nothing runs where nobody looks.
  useEffect(() => {
    if (!running) return undefined;
    const onVisibility = (): void => send({ kind: document.hidden ? 'pause' : 'run' });
    onVisibility();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      send({ kind: 'pause' });
    };
  }, [running, send]);

  const { failed } = news;
  const run = useCallback((on: boolean) => setRunning(on && failed === null), [failed]);
  return { ...news, frames, running, order: send, run };
}

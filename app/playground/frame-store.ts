/** The newest frame of the training, for painters (every frame) and for words (a few times a second). */
import { EMPTY_HISTORY, remember, type History } from './history';
import type { Frame, SentFrame } from './messages';

/** Nobody reads faster. */
const WORDS_MS = 100;

type Listener = () => void;

export interface FrameStore {
  /** Frames made from older settings are dropped. */
  put(frame: SentFrame): void;
  /** From now on only frames of this version count. */
  expect(version: number): void;
  readonly frame: Frame;
  readonly history: History;
  /** Called at once for every frame. */
  onFrame: (listener: Listener) => () => void;
  /** For `useSyncExternalStore`. */
  onWords: (listener: Listener) => () => void;
  words: () => Frame;
}

export function createFrameStore(first: Frame): FrameStore {
  let frame = first;
  let words = first;
  let version = first.version;
  let history = remember(EMPTY_HISTORY, first.measure);
  let timer: ReturnType<typeof setTimeout> | null = null;
  const painters = new Set<Listener>();
  const readers = new Set<Listener>();

  const tell = (): void => {
    timer = null;
    words = frame;
    for (const listener of readers) listener();
  };

  return {
    put(next) {
      if (next.version !== version) return;
      history = remember(next.run === frame.run ? history : EMPTY_HISTORY, next.measure);
      const urgent = !next.running || next.run !== frame.run || next.version !== frame.version || !frame.running;
      frame = { ...next, tiles: next.tiles ?? frame.tiles };
      for (const listener of painters) listener();
      if (urgent) {
        if (timer !== null) clearTimeout(timer);
        tell();
      } else timer ??= setTimeout(tell, WORDS_MS);
    },
    expect(next) {
      version = next;
    },
    get frame() {
      return frame;
    },
    get history() {
      return history;
    },
    onFrame(listener) {
      painters.add(listener);
      return () => painters.delete(listener);
    },
    onWords(listener) {
      readers.add(listener);
      return () => readers.delete(listener);
    },
    words: () => words,
  };
}

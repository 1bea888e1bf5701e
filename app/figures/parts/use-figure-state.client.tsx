'use client';
/** The state of a figure: starts as the server drew it, follows the address, and writes itself there. */
import { useEffect, useRef, useState } from 'react';

interface Codec<S> {
  /** The name in the address: `?neuron-bench=…`. */
  key: string;
  start: S;
  encode: (state: S) => string;
  /** Null for anything that isn't a state: addresses are typed by people. */
  decode: (text: string) => S | null;
}

const SETTLED_MS = 300;

/** `[state, set, settled]`; `settled` follows 300 ms after the last change and is what screen readers are told. */
export function useFigureState<S>(codec: Codec<S>): [S, (next: S | ((before: S) => S)) => void, S] {
  const [state, set] = useState(codec.start);
  const [settled, settle] = useState(codec.start);
  const touched = useRef(false);
  const { key, decode, encode, start } = codec;

  useEffect(() => {
    const text = new URLSearchParams(window.location.search).get(key);
    const shared = text === null ? null : decode(text);
    if (shared === null) return undefined;
    // The address is read once; from then on the figure writes it.
    const frame = requestAnimationFrame(() => set(shared));
    return () => cancelAnimationFrame(frame);
  }, [key, decode]);

  useEffect(() => {
    const timer = setTimeout(() => {
      settle(state);
      if (!touched.current) return;
      const url = new URL(window.location.href);
      if (encode(state) === encode(start)) url.searchParams.delete(key);
      else url.searchParams.set(key, encode(state));
      window.history.replaceState(window.history.state, '', url.toString().replace(/%2C/gi, ','));
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [state, key, encode, start]);

  const change = (next: S | ((before: S) => S)): void => {
    touched.current = true;
    set(next);
  };
  return [state, change, settled];
}

'use client';
/** The colours of maps and curves, read from the tokens: canvases know nothing of CSS variables. */
import { useSyncExternalStore } from 'react';
import { colourTable, type Rgb } from './palette';

export interface Palette {
  table: Uint32Array;
  ink: string;
  quiet: string;
  accent: string;
}

const TONES = Array.from({ length: 11 }, (_, i) => `--color-div-${String(i)}`);

function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const numbers = (token: string): Rgb => {
    const [r = 0, g = 0, b = 0] = (read(token).match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b];
  };
  const palette = {
    table: colourTable(TONES.map(numbers)),
    ink: read('--color-ink'),
    quiet: read('--color-ink-3'),
    accent: read('--color-accent'),
  };
  probe.remove();
  return palette;
}

let held: Palette | null = null;

function subscribe(onChange: () => void): () => void {
  const renew = (): void => {
    held = null;
    onChange();
  };
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const switched = new MutationObserver(renew);
  switched.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  dark.addEventListener('change', renew);
  return () => {
    switched.disconnect();
    dark.removeEventListener('change', renew);
  };
}

/** null on the server and in the first render. */
export function usePalette(): Palette | null {
  return useSyncExternalStore(
    subscribe,
    () => (held ??= readPalette()),
    () => null,
  );
}

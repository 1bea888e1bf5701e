'use client';
/** The settings: start as the address had them, write themselves there, and follow Back and Forward. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { parseAddress, writeQuery } from './address';
import type { Settings } from './settings';

/** A change counts as one step of the browser's history when nothing follows for so long. */
const SETTLED_MS = 300;

interface Held {
  settings: Settings;
  /** Rises with every change. */
  version: number;
  notes: readonly string[];
}

export interface SettingsHandle extends Held {
  change: (patch: Partial<Settings>) => void;
  replace: (settings: Settings) => void;
  dismissNotes: () => void;
}

export function useSettings(first: Settings, firstNotes: readonly string[]): SettingsHandle {
  const [held, hold] = useState<Held>({ settings: first, version: 0, notes: firstNotes });
  const written = useRef(writeQuery(first));

  const replace = useCallback(
    (settings: Settings) => hold(({ version }) => ({ settings, version: version + 1, notes: [] })),
    [],
  );
  const change = useCallback(
    (patch: Partial<Settings>) =>
      hold(({ settings, version, notes }) => ({ settings: { ...settings, ...patch }, version: version + 1, notes })),
    [],
  );
  const dismissNotes = useCallback(() => hold((before) => ({ ...before, notes: [] })), []);

  useEffect(() => {
    const timer = setTimeout(() => {
      const query = writeQuery(held.settings);
      if (query === written.current) return;
      written.current = query;
      window.history.pushState(null, '', addressOf(query));
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [held.settings]);

  useEffect(() => {
    const onPop = (): void => {
      const { settings, notes } = parseAddress(window.location.search);
      written.current = writeQuery(settings);
      hold(({ version }) => ({ settings, version: version + 1, notes }));
    };
    window.addEventListener('popstate', onPop);
    return () => window.removeEventListener('popstate', onPop);
  }, []);

  return { ...held, change, replace, dismissNotes };
}

/** The page with these settings, from the root of the site. */
export function addressOf(query: string): string {
  return query === '' ? '/playground' : `/playground?${query}`;
}

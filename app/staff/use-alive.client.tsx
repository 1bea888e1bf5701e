'use client';
/** False on the server and in the first picture, true from then on: for what only the reader's machine knows. */
import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

export function useAlive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

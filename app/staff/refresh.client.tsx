'use client';
/** Asks the server for the page again every few seconds while it waits for something, and stops when it is gone. */
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

export function RefreshEvery({ seconds }: { seconds: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [router, seconds]);
  return null;
}

/** Labels set on the server, by name. */
import type { ReactNode } from 'react';

export type BenchLabels = Record<'x1' | 'x2' | 'w1' | 'w2' | 'b' | 'z' | 'y' | 'g' | 'sum' | 'wx1' | 'wx2', ReactNode>;

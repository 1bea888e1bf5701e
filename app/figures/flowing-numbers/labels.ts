/** Labels set on the server, by name. */
import type { ReactNode } from 'react';

export type FlowLabels = Record<
  | 'x'
  | 'x1'
  | 'x2'
  | 'a1'
  | 'a2'
  | 'a3'
  | 'sigma'
  | `z${1 | 2 | 3}${1 | 2}`
  | `a${1 | 2 | 3}${1 | 2}`
  | `column${1 | 2 | 3}`
  | `batch${1 | 2 | 3}`,
  ReactNode
>;

/** What the parts of a verdict need to know of the page around them. */
import type { ReactNode } from 'react';

export interface VerdictContext {
  /** Renders a short text that may hold `code` and $formulas$. */
  prose: (text: string) => ReactNode;
  /** Where the exercise is explained. */
  lesson: { href: string; label: string } | null;
  /** True when the reader sees what students do not. */
  staff: boolean;
  /** Moves the editor to a place in the code, where there is an editor. */
  onJump?: (line: number, column: number) => void;
}

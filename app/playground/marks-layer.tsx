/** Points as paths, filled or, for those that test, hollow. */
import type { ReactNode } from 'react';
import type { Marks } from './marks';

export function MarksLayer({ marks, hollow = false }: { marks: readonly Marks[]; hollow?: boolean }): ReactNode {
  return (
    <g className={hollow ? 'play-marks is-hollow' : 'play-marks'}>
      {marks.map(({ tone, d }) => (
        <path key={tone} d={d} data-tone={tone} />
      ))}
    </g>
  );
}

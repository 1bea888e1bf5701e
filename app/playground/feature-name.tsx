/** A feature's name as mathematics, to the left of its tile. */
import type { ReactNode } from 'react';
import { FEATURE_PARTS } from './features';
import type { Feature } from './settings';

interface FeatureNameProps {
  feature: Feature;
  /** Pixels from the top of the net. */
  top: number;
  used: boolean;
}

export function FeatureName({ feature, top, used }: FeatureNameProps): ReactNode {
  return (
    <span className={used ? 'play-math' : 'play-math is-unused'} style={{ top: `${String(top)}px` }} aria-hidden>
      {FEATURE_PARTS[feature].map(({ sine, foot, power }) => (
        <span key={foot}>
          {sine === true && <span className="not-italic">sin </span>}x
          <span className="play-foot">
            {power !== undefined && <sup>{power}</sup>}
            <sub>{foot}</sub>
          </span>
        </span>
      ))}
    </span>
  );
}

/** A feature's name as mathematics. */
import type { ReactNode } from 'react';
import { FEATURE_PARTS } from './features';
import type { Feature } from './settings';

export function FeatureName({ feature }: { feature: Feature }): ReactNode {
  return (
    <span className="play-math" aria-hidden>
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

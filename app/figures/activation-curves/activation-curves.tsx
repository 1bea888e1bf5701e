/** Four activations side by side, to the same scale: small multiples rather than one crowded chart. */
import type { ReactNode } from 'react';
import { ACTIVATION_NAMES, ACTIVATIONS, activate, curvePath } from '../parts/activations';
import { FigureCaption } from '../parts/figure-caption';
import { fixed } from '../parts/numbers';
import { setLabels } from '../parts/tex';
import type { FigureProps } from '../parts/figure-props';

const FORMULAS = {
  sigmoid: '\\sigma(z)=\\frac{1}{1+e^{-z}}',
  tanh: '\\tanh z',
  relu: '\\max(0,z)',
  step: '[\\,z\\ge 0\\,]',
} as const;
const WORDS = {
  sigmoid: 'An S-shaped curve from 0 to 1, one half at zero.',
  tanh: 'An S-shaped curve from minus 1 to 1, zero at zero, steeper than the sigmoid.',
  relu: 'Flat at zero for negative z, then a straight line of slope 1.',
  step: 'Zero for negative z, then a jump to 1.',
} as const;

/** What every panel shows: z from −4 to 4, outputs from −1.3 to 2.3. */
const Z = 4;
const LOW = -1.3;
const HIGH = 2.3;
const MARKS = [-2, 2];

export function ActivationCurves({ id, number, captionHtml }: FigureProps): ReactNode {
  const tex = setLabels(FORMULAS);
  const caption = `${id}-caption`;
  const left = (z: number): string => `${(((z + Z) / (2 * Z)) * 100).toFixed(2)}%`;
  const top = (y: number): string => `${(((HIGH - y) / (HIGH - LOW)) * 100).toFixed(2)}%`;
  return (
    <figure className="fig" id={id} aria-labelledby={caption}>
      <div className="curves">
        {ACTIVATIONS.map((g) => (
          <div key={g}>
            <p className="curves-name">
              {ACTIVATION_NAMES[g]} <span>{tex[g]}</span>
            </p>
            <div
              className="curves-plot"
              role="img"
              aria-label={`${WORDS[g]} At minus 2 it is ${fixed(activate(g, -2), 3)}, at 2 it is ${fixed(activate(g, 2), 3)}.`}
            >
              <svg
                className="fig-layer"
                viewBox={`${String(-Z)} ${String(-HIGH)} ${String(2 * Z)} ${String(HIGH - LOW)}`}
                preserveAspectRatio="none"
                aria-hidden
              >
                <g transform="scale(1 -1)">
                  {[-1, 1, 2].map((y) => (
                    <path key={y} className="fig-hair" d={`M${String(-Z)} ${String(y)}H${String(Z)}`} />
                  ))}
                  <path className="fig-axis" d={`M${String(-Z)} 0H${String(Z)}M0 ${String(LOW)}V${String(HIGH)}`} />
                  <path className="fig-curve" d={curvePath(g, -Z, Z)} />
                </g>
              </svg>
              {MARKS.map((z) => (
                <span key={z}>
                  <span className="curves-dot" style={{ left: left(z), top: top(activate(g, z)) }} />
                  <span className="fig-tag curves-value" style={{ left: left(z), top: top(activate(g, z)) }}>
                    {fixed(activate(g, z), 3)}
                  </span>
                </span>
              ))}
            </div>
          </div>
        ))}
      </div>
      <FigureCaption id={caption} number={number} html={captionHtml} />
    </figure>
  );
}

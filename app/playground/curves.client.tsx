'use client';
/** Loss or accuracy over the run, for training and test points, with the newest numbers beside their names. */
import { useRef, useState, type ReactNode } from 'react';
import { axisOf, curvePoints, type Axis, type Quantity } from './curve';
import type { Measure } from './history';
import { isClassification, type Settings } from './settings';
import { usePaint, useWords } from './use-frame.client';
import type { Palette } from './use-palette.client';
import type { Trainer } from './use-trainer.client';
import { percent, small, tiny } from './words';

const WIDTH = 640;
const HEIGHT = 224;

interface CurvesProps {
  settings: Settings;
  trainer: Trainer;
  palette: Palette | null;
  change: (patch: Partial<Settings>) => void;
}

const SHOWN = {
  loss: ['trainLoss', 'testLoss'],
  accuracy: ['trainAccuracy', 'testAccuracy'],
} as const satisfies Record<string, readonly [Quantity, Quantity]>;

export function Curves({ settings, trainer, palette, change }: CurvesProps): ReactNode {
  const { frames } = trainer;
  const canvas = useRef<HTMLCanvasElement>(null);
  const axisBox = useRef<HTMLDivElement>(null);
  const shown = useRef<{ tiles: unknown; look: string }>({ tiles: null, look: '' });
  const [wanted, want] = useState<'loss' | 'accuracy'>('loss');
  const classes = isClassification(settings);
  const what = classes ? wanted : 'loss';
  const { measure } = useWords(frames);

  usePaint(frames, (frame) => {
    if (palette === null || canvas.current === null) return;
    const look = `${what} ${String(settings.logScale)} ${palette.ink}`;
    if (shown.current.tiles === frame.tiles && shown.current.look === look) return;
    shown.current = { tiles: frame.tiles, look };
    const quantities = SHOWN[what];
    const { list } = frames.history;
    const axis = axisOf(list, quantities, settings.logScale);
    drawCurves(canvas.current, list, axis, { quantities, palette });
    if (axisBox.current !== null) labelAxis(axisBox.current, axis, what);
  });

  return (
    <section className="play-curves" aria-labelledby="play-curves-title">
      <div className="play-title">
        <h2 id="play-curves-title" className={classes ? 'sr-only' : undefined}>
          Loss{classes ? ' and accuracy' : ''}
        </h2>
        {classes && (
          <fieldset className="fig-switch needs-js">
            <legend className="sr-only">Curve</legend>
            {(['loss', 'accuracy'] as const).map((name) => (
              <label key={name}>
                <input type="radio" name="curve" checked={what === name} onChange={() => want(name)} />
                <span>{name === 'loss' ? 'Loss' : 'Accuracy'}</span>
              </label>
            ))}
          </fieldset>
        )}
        <label className="play-check needs-js">
          <input
            type="checkbox"
            checked={settings.logScale}
            disabled={what === 'accuracy'}
            onChange={(event) => change({ logScale: event.target.checked })}
          />
          log scale
        </label>
      </div>
      <div className="play-plot needs-js" aria-hidden>
        <canvas ref={canvas} width={WIDTH} height={HEIGHT} />
        <div ref={axisBox} className="play-axis" />
      </div>
      <dl className="play-numbers tabular">
        <Numbers name="Training" className="is-train" loss={measure.trainLoss} accuracy={measure.trainAccuracy} />
        <Numbers name="Test" className="is-test" loss={measure.testLoss} accuracy={measure.testAccuracy} />
      </dl>
    </section>
  );
}

interface NumbersProps {
  name: string;
  className: string;
  loss: number;
  accuracy: number | null;
}

function Numbers({ name, className, loss, accuracy }: NumbersProps): ReactNode {
  return (
    <div className={className}>
      <dt>{name}</dt>
      <dd>
        <b>{small(loss)}</b>
        {accuracy !== null && <span> · {percent(accuracy)} right</span>}
      </dd>
    </div>
  );
}

interface Look {
  quantities: readonly [Quantity, Quantity];
  palette: Palette;
}

function drawCurves(canvas: HTMLCanvasElement, list: readonly Measure[], axis: Axis, look: Look): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { width, height } = canvas;
  const pad = 4;
  context.clearRect(0, 0, width, height);
  look.quantities.forEach((quantity, i) => {
    const points = curvePoints(list, quantity, axis, width / 2);
    context.beginPath();
    for (let k = 0; k < points.length; k += 2) {
      const x = (points[k] ?? 0) * width;
      const y = height - pad - (points[k + 1] ?? 0) * (height - 2 * pad);
      if (k === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.lineJoin = 'round';
    context.lineWidth = 3;
    context.setLineDash(i === 0 ? [] : [9, 6]);
    context.strokeStyle = i === 0 ? look.palette.ink : look.palette.accent;
    context.stroke();
  });
}

/** Few labels that change seldom: written by hand, so that no render is needed for a frame. */
function labelAxis(box: HTMLDivElement, { low, high, log, ticks }: Axis, what: 'loss' | 'accuracy'): void {
  const key = `${String(low)} ${String(high)} ${String(log)} ${what}`;
  if (box.dataset['key'] === key) return;
  box.dataset['key'] = key;
  box.replaceChildren(
    ...ticks.map((tick) => {
      const label = document.createElement('span');
      label.textContent = what === 'accuracy' ? percent(tick) : tiny(tick);
      const share = log ? Math.log(tick / low) / Math.log(high / low) : (tick - low) / (high - low);
      label.style.bottom = `${(100 * share).toFixed(1)}%`;
      return label;
    }),
  );
}

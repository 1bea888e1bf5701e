'use client';
/** The large picture: what the net (or the unit that is looked at) answers everywhere, the line where it is undecided, the points. */
import { useEffect, useRef, type ReactNode } from 'react';
import { zeroLine } from './contour';
import { featureMap, FEATURE_WORDS } from './features';
import { paintMap } from './map-canvas.client';
import { MarksLayer } from './marks-layer';
import { SURFACE } from './messages';
import type { UnitRef } from './net';
import { isClassification, type Feature, type Settings } from './settings';
import { usePaint } from './use-frame.client';
import type { Palette } from './use-palette.client';
import type { Trainer } from './use-trainer.client';

interface SurfaceProps {
  settings: Settings;
  trainer: Trainer;
  palette: Palette | null;
  /** Drawn by the server. */
  picture: string;
  looked: Feature | UnitRef | null;
  change: (patch: Partial<Settings>) => void;
}

export function Surface({ settings, trainer, palette, picture, looked, change }: SurfaceProps): ReactNode {
  const { frames, marks } = trainer;
  const map = useRef<HTMLCanvasElement>(null);
  const line = useRef<HTMLCanvasElement>(null);
  const classes = isClassification(settings);
  const { discrete, showTest } = settings;

  usePaint(frames, (frame) => {
    if (palette === null || map.current === null || line.current === null) return;
    const bytes = typeof looked === 'string' ? featureMap(looked, SURFACE) : frame.surface;
    paintMap(map.current, bytes, palette.table, discrete);
    drawLine(line.current, bytes, palette.ink);
  });

  const order = trainer.order;
  useEffect(() => {
    order({ kind: 'look', at: typeof looked === 'string' ? null : looked });
  }, [order, looked]);

  return (
    <section className="play-output" aria-labelledby="play-output-title">
      <div className="play-title">
        <h2 id="play-output-title">{titleOf(looked, settings)}</h2>
        <span className="play-legend">
          {classes ? (
            <>
              <i className="is-square" aria-hidden /> class 0 <i className="is-disc" aria-hidden /> class 1
            </>
          ) : (
            <>
              <i className="is-square" aria-hidden /> below 0 <i className="is-disc" aria-hidden /> above
            </>
          )}
        </span>
      </div>
      <div
        className="play-surface"
        role="img"
        aria-label={altOf(settings)}
        style={{ backgroundImage: `url(${picture})` }}
      >
        <canvas ref={map} width={SURFACE} height={SURFACE} className="needs-js" />
        <canvas ref={line} width={600} height={600} className="needs-js" />
        <svg viewBox="0 0 600 600">
          <MarksLayer marks={marks.train} />
          {showTest && <MarksLayer marks={marks.test} hollow />}
        </svg>
        <span className="play-tick" style={{ left: 4, bottom: 2 }}>
          −6
        </span>
        <span className="play-tick" style={{ right: 4, bottom: 2 }}>
          6
        </span>
        <span className="play-tick" style={{ left: 4, top: 2 }}>
          6
        </span>
      </div>
      <div className="play-checks needs-js">
        <label>
          <input type="checkbox" checked={showTest} onChange={(event) => change({ showTest: event.target.checked })} />
          Test points <i className="is-hollow" aria-hidden />
        </label>
        <label>
          <input type="checkbox" checked={discrete} onChange={(event) => change({ discrete: event.target.checked })} />
          Sign only
        </label>
      </div>
    </section>
  );
}

/** Where the map is zero, at the canvas's own resolution. */
function drawLine(canvas: HTMLCanvasElement, bytes: Int8Array, ink: string): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const size = Math.round(Math.sqrt(bytes.length));
  const { width } = canvas;
  const segments = zeroLine(bytes, size);
  context.clearRect(0, 0, width, width);
  context.beginPath();
  for (let i = 0; i < segments.length; i += 4) {
    context.moveTo((segments[i] ?? 0) * width, (segments[i + 1] ?? 0) * width);
    context.lineTo((segments[i + 2] ?? 0) * width, (segments[i + 3] ?? 0) * width);
  }
  context.strokeStyle = ink;
  context.globalAlpha = 0.75;
  context.lineWidth = 2.5;
  context.lineCap = 'round';
  context.stroke();
}

function titleOf(looked: Feature | UnitRef | null, { layers }: Settings): string {
  if (looked === null) return 'Output';
  if (typeof looked === 'string') return `Input ${FEATURE_WORDS[looked]}`;
  return looked.layer === layers.length
    ? 'Output'
    : `Unit ${String(looked.unit + 1)} of layer ${String(looked.layer + 1)}`;
}

function altOf(settings: Settings): string {
  return isClassification(settings)
    ? 'The plane, coloured by what the net answers: blue for class 1, orange for class 0, a dark line where it is undecided. Discs are points of class 1, squares of class 0.'
    : 'The plane, coloured by the value that the net answers: blue above zero, orange below, a dark line at zero. Discs are points above zero, squares below.';
}

'use client';
/** A unit's numbers: its bias and the weights that lead to it, each to be read and set. */
import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { FEATURE_WORDS } from './features';
import { layerPlaces, type UnitRef } from './net';
import type { Settings } from './settings';
import { useWords } from './use-frame.client';
import type { Trainer } from './use-trainer.client';
import type { Wire } from './wiring';

interface InspectorProps {
  settings: Settings;
  trainer: Trainer;
  picked: UnitRef | null;
  /** The weight to begin with. */
  wire: Wire | null;
  onClose: () => void;
}

export function Inspector({ settings, trainer, picked, wire, onClose }: InspectorProps): ReactNode {
  const { params } = useWords(trainer.frames);
  const place = picked === null ? undefined : layerPlaces(settings)[picked.layer];
  if (picked === null || place === undefined || picked.unit >= place.units) {
    return (
      <div className="play-inspector">
        <p className="play-hint needs-js">
          Point at a unit to see its map in large. Click a unit or a wire to see its numbers and to set them.
        </p>
      </div>
    );
  }
  const { layer, unit } = picked;
  const output = layer === settings.layers.length;
  const title = output ? 'Output' : `Unit ${String(unit + 1)} of layer ${String(layer + 1)}`;
  const set = (index: number, value: number): void => trainer.order({ kind: 'set-param', index, value });
  const sources = layer === 0 ? settings.features.map((feature) => FEATURE_WORDS[feature]) : null;
  return (
    <section
      className="play-inspector"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className="play-inspector-head">
        <h2>{title}</h2>
        <button type="button" className="icon-btn" aria-label="Close the numbers" onClick={onClose}>
          <X size={16} aria-hidden />
        </button>
      </div>
      <div className="play-inspector-grid">
        <NumberBox
          key={`${String(layer)}/${String(unit)} bias`}
          label="Bias"
          value={params[place.biases + unit] ?? 0}
          begin={wire === null}
          onSet={(value) => set(place.biases + unit, value)}
        />
        {Array.from({ length: place.inputs }, (_, from) => {
          const index = place.weights + from * place.units + unit;
          return (
            <NumberBox
              key={`${String(layer)}/${String(unit)} ${String(from)}`}
              label={`from ${sources?.[from] ?? `unit ${String(from + 1)}`}`}
              value={params[index] ?? 0}
              begin={wire?.from === from}
              onSet={(value) => set(index, value)}
            />
          );
        })}
      </div>
    </section>
  );
}

interface NumberBoxProps {
  label: string;
  value: number;
  /** Takes the focus when it appears. */
  begin: boolean;
  onSet: (value: number) => void;
}

/** Follows the training until somebody types. */
function NumberBox({ label, value, begin, onSet }: NumberBoxProps): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, type] = useState<string | null>(null);
  useEffect(() => {
    if (begin) input.current?.focus({ preventScroll: true });
  }, [begin]);
  return (
    <div className="play-box-row">
      <label htmlFor={id}>{label}</label>
      <input
        ref={input}
        id={id}
        className="input play-number"
        type="number"
        step={0.1}
        value={typed ?? String(Number(value.toFixed(3)))}
        onChange={({ target }) => {
          type(target.value);
          if (Number.isFinite(target.valueAsNumber)) onSet(target.valueAsNumber);
        }}
        onBlur={() => type(null)}
      />
    </div>
  );
}

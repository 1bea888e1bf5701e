'use client';
/** The net: features, hidden units and output as tiles that show what each has learnt, weights as wires between them. */
import { Minus, Plus } from 'lucide-react';
import {
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { featureMap, FEATURE_WORDS } from './features';
import { FeatureName } from './feature-name';
import { FlowStrip } from './flow-strip.client';
import { TILE, type Frame } from './messages';
import { layerPlaces, unitIndex, type UnitRef } from './net';
import { FEATURES, MAX_LAYERS, MAX_UNITS, type Feature, type Settings } from './settings';
import { UnitTile } from './unit-tile.client';
import type { Palette } from './use-palette.client';
import type { Trainer } from './use-trainer.client';
import { plural, weight } from './words';
import { Wires } from './wires.client';
import { columnX, FEATURE_ROWS, neighbour, NET_HEIGHT, unitY, wireAt, type Wire } from './wiring';

/** Pixels up or down from which a wire can be caught. */
const CATCH = 8;
const CELLS = TILE * TILE;

interface NetworkProps {
  settings: Settings;
  version: number;
  trainer: Trainer;
  palette: Palette | null;
  /** All tiles below each other, drawn by the server. */
  tilesPicture: string;
  picked: UnitRef | null;
  change: (patch: Partial<Settings>) => void;
  /** Opens a unit's numbers; with a wire, at that weight. */
  onPick: (unit: UnitRef | null, wire: Wire | null) => void;
  /** A feature, or a unit, is looked at; null when no more. */
  onLook: (at: Feature | UnitRef | null) => void;
}

export function Network(props: NetworkProps): ReactNode {
  const { settings, version, trainer, palette, picked, change, onPick, onLook } = props;
  const { features, layers, discrete } = settings;
  const { frames } = trainer;
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<UnitRef>({ layer: -1, unit: 0 });
  const [hovered, hover] = useState<Wire | null>(null);
  const columns = layers.length + 2;
  const shape = { featureRows: features.map((feature) => FEATURES.indexOf(feature)), layers };
  const places = layerPlaces(settings);
  const fits = (frame: Frame): boolean => frame.version === version || frame.params.length === paramTotal(places);
  const indexOf = ({ layer, from, to }: Wire): number => {
    const place = places[layer];
    return place === undefined ? 0 : place.weights + from * place.units + to;
  };
  const maps = useMemo(
    () =>
      Object.fromEntries(FEATURES.map((feature) => [feature, featureMap(feature, TILE)])) as Record<Feature, Int8Array>,
    [],
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    const from = placeOf(event.target);
    const next = from === null ? null : neighbour(layers, from, event.key);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    box.current?.querySelector<HTMLElement>(`[data-place="${placeText(next)}"]`)?.focus();
  };
  const wireUnder = (event: PointerEvent): Wire | null => {
    const rect = box.current?.getBoundingClientRect();
    if (!rect || placeOf(event.target) !== null) return null;
    const within = event.pointerType === 'touch' ? 2 * CATCH : CATCH;
    return wireAt(shape, ((event.clientX - rect.left) / rect.width) * 100, event.clientY - rect.top, within);
  };
  const tabIndex = (unit: UnitRef): number =>
    (stays(at, layers) ? sameUnit(at, unit) : unit.layer === -1 && unit.unit === 0) ? 0 : -1;
  /** Features by row, then hidden units, then the output: as the server drew them. */
  const pictured = (index: number): { backgroundPosition: string } => ({
    backgroundPosition: `0 ${((100 * index) / (FEATURE_ROWS + places.reduce((sum, { units }) => sum + units, 0) - 1)).toFixed(3)}%`,
  });

  return (
    <div className="play-net">
      <div className="play-depth needs-js">
        <Stepper
          name="Hidden layers"
          less="One layer less"
          more="One layer more"
          words={layers.length === 0 ? 'no hidden layer' : plural(layers.length, 'hidden layer')}
          count={layers.length}
          range={[0, MAX_LAYERS]}
          onStep={(up) => change({ layers: up ? [...layers, layers.at(-1) ?? 4] : layers.slice(0, -1) })}
        />
      </div>
      <div className="play-heads">
        <span className="label" style={{ left: 0 }}>
          Inputs
        </span>
        {layers.map((units, layer) => (
          <div key={layer} className="needs-js" style={{ left: `${String(columnX(layer + 1, columns))}%` }}>
            <Stepper
              name={`Units of layer ${String(layer + 1)}`}
              less={`One unit less in layer ${String(layer + 1)}`}
              more={`One unit more in layer ${String(layer + 1)}`}
              words={String(units)}
              count={units}
              range={[1, MAX_UNITS]}
              onStep={(up) => change({ layers: layers.with(layer, units + (up ? 1 : -1)) })}
            />
          </div>
        ))}
        <span className="label" style={{ left: '100%' }}>
          Output
        </span>
      </div>
      <div
        ref={box}
        className="play-box"
        role="group"
        aria-label="The net. Arrow keys go from unit to unit."
        style={{ height: `${String(NET_HEIGHT)}px`, '--tiles': `url(${props.tilesPicture})` } as CSSProperties}
        data-wire={hovered === null ? undefined : ''}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const wire = wireUnder(event);
          // The same wire stays the same object, and nothing is drawn again.
          hover((before) => (JSON.stringify(before) === JSON.stringify(wire) ? before : wire));
        }}
        onPointerLeave={() => hover(null)}
        onClick={(event) => {
          const wire = wireUnder(event as unknown as PointerEvent);
          if (wire !== null) onPick({ layer: wire.layer, unit: wire.to }, wire);
        }}
      >
        <Wires shape={shape} frames={frames} indexOf={indexOf} fits={fits} marked={hovered} />
        {hovered !== null && (
          <WireTag wire={hovered} shape={shape} value={frames.frame.params[indexOf(hovered)] ?? 0} />
        )}
        {FEATURES.map((feature, row) => (
          <FeatureName
            key={feature}
            feature={feature}
            top={unitY(row, FEATURE_ROWS)}
            used={features.includes(feature)}
          />
        ))}
        {FEATURES.map((feature, row) => {
          const used = features.includes(feature);
          const last = used && features.length === 1;
          const unit = { layer: -1, unit: row };
          return (
            <UnitTile
              key={feature}
              label={`Input ${FEATURE_WORDS[feature]}`}
              style={{
                left: `${String(columnX(0, columns))}%`,
                top: `${String(unitY(row, FEATURE_ROWS))}px`,
                ...pictured(row),
              }}
              className={used ? 'is-input' : 'is-input is-unused'}
              frames={frames}
              palette={palette}
              discrete={discrete}
              sourceOf={() => maps}
              mapOf={() => maps[feature]}
              pressed={used}
              tabIndex={tabIndex(unit)}
              place={placeText(unit)}
              onPress={() => {
                // A net without inputs has nothing to learn from.
                if (!last) change({ features: FEATURES.filter((one) => (one === feature) !== features.includes(one)) });
              }}
              onLook={(on) => {
                if (on) setAt(unit);
                onLook(on ? feature : null);
              }}
            />
          );
        })}
        {[...layers, 1].map((units, layer) =>
          Array.from({ length: units }, (_, i) => {
            const unit = { layer, unit: i };
            const index = unitIndex(layers, unit);
            const output = layer === layers.length;
            return (
              <UnitTile
                key={placeText(unit)}
                label={output ? 'Output' : `Unit ${String(i + 1)} of layer ${String(layer + 1)}`}
                style={{
                  left: `${String(columnX(layer + 1, columns))}%`,
                  top: `${String(unitY(i, units))}px`,
                  ...pictured(FEATURE_ROWS + index),
                }}
                frames={frames}
                palette={palette}
                discrete={discrete}
                sourceOf={(frame) => frame.tiles}
                mapOf={(frame) => (fits(frame) ? frame.tiles.subarray(index * CELLS, (index + 1) * CELLS) : null)}
                biasOf={(frame) => (fits(frame) ? (frame.params[(places[layer]?.biases ?? 0) + i] ?? null) : null)}
                pressed={picked !== null && sameUnit(picked, unit)}
                tabIndex={tabIndex(unit)}
                place={placeText(unit)}
                onPress={() => onPick(picked !== null && sameUnit(picked, unit) ? null : unit, null)}
                onLook={(on) => {
                  if (on) setAt(unit);
                  onLook(on ? unit : null);
                }}
              />
            );
          }),
        )}
      </div>
      <FlowStrip frames={frames} layers={layers} activation={settings.activation} />
    </div>
  );
}

interface StepperProps {
  name: string;
  less: string;
  more: string;
  words: string;
  count: number;
  range: readonly [number, number];
  onStep: (up: boolean) => void;
}

function Stepper({ name, less, more, words, count, range: [low, high], onStep }: StepperProps): ReactNode {
  return (
    <div className="play-stepper" role="group" aria-label={name}>
      <button type="button" aria-label={less} disabled={count === low} onClick={() => onStep(false)}>
        <Minus size={14} aria-hidden />
      </button>
      <span>{words}</span>
      <button type="button" aria-label={more} disabled={count === high} onClick={() => onStep(true)}>
        <Plus size={14} aria-hidden />
      </button>
    </div>
  );
}

function WireTag({
  wire,
  shape,
  value,
}: {
  wire: Wire;
  shape: { layers: readonly number[] };
  value: number;
}): ReactNode {
  const columns = shape.layers.length + 2;
  const x = (columnX(wire.layer, columns) + columnX(wire.layer + 1, columns)) / 2;
  return (
    <span className="fig-tag play-wire-tag" style={{ left: `${String(x)}%` }} aria-hidden>
      w = {weight(value)}
    </span>
  );
}

function placeText({ layer, unit }: UnitRef): string {
  return `${String(layer)}/${String(unit)}`;
}

function placeOf(target: EventTarget): UnitRef | null {
  const text = target instanceof Element ? target.closest<HTMLElement>('[data-place]')?.dataset['place'] : undefined;
  const [layer, unit] = (text ?? '').split('/').map(Number);
  return text === undefined || layer === undefined || unit === undefined ? null : { layer, unit };
}

function sameUnit(a: UnitRef, b: UnitRef): boolean {
  return a.layer === b.layer && a.unit === b.unit;
}

/** Whether a unit is still there after the net has changed. */
function stays(at: UnitRef, layers: readonly number[]): boolean {
  return at.unit < ([FEATURE_ROWS, ...layers, 1][at.layer + 1] ?? 0);
}

function paramTotal(places: ReturnType<typeof layerPlaces>): number {
  const last = places.at(-1);
  return last === undefined ? 0 : last.biases + last.units;
}

'use client';
/** The settings beside and below the net: data, first weights, backend; and how it is trained. */
import { Dices } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { DataTiles } from './data-tiles.client';
import { Menu, NumberMenu, Section, Slider } from './fields.client';
import type { Marks } from './marks';
import {
  ACTIVATIONS,
  BACKENDS,
  INITS,
  isClassification,
  LIMITS,
  LOSSES,
  NAMES,
  OFFERS,
  OPTIMIZERS,
  REGULARIZERS,
  SCHEDULES,
  trainCount,
  type DataName,
  type Settings,
} from './settings';
import type { Trainer } from './use-trainer.client';
import { plural } from './words';

interface PanelProps {
  settings: Settings;
  previews: Record<DataName, Marks[]>;
  trainer: Trainer;
  change: (patch: Partial<Settings>) => void;
}

export function SettingsPanel({ settings, previews, trainer, change }: PanelProps): ReactNode {
  return (
    <div className="play-panel needs-js">
      <Section title="Data" brief={`${NAMES.data[settings.data]}, noise ${String(settings.noise)} %`}>
        <DataTiles value={settings.data} previews={previews} onChange={(data) => change({ data })} />
        <Slider
          label="Noise"
          value={settings.noise}
          range={LIMITS.noise}
          step={5}
          unit="%"
          onChange={(noise) => change({ noise })}
        />
        <Slider
          label="For training"
          value={settings.share}
          range={LIMITS.share}
          step={10}
          unit="%"
          onChange={(share) => change({ share })}
        />
        <NumberMenu
          label="Points"
          value={settings.points}
          options={OFFERS.points}
          onChange={(points) => change({ points })}
        />
      </Section>
      <Section title="Net" brief={`${NAMES.activation[settings.activation]}, ${NAMES.init[settings.init]}`}>
        <Menu
          label="Activation"
          value={settings.activation}
          options={ACTIVATIONS}
          names={NAMES.activation}
          onChange={(activation) => change({ activation })}
        />
        <Menu
          label="First weights"
          value={settings.init}
          options={INITS}
          names={NAMES.init}
          onChange={(init) => change({ init })}
        />
        <SeedField seed={settings.seed} onChange={(seed) => change({ seed })} />
      </Section>
      <BackendSection settings={settings} trainer={trainer} change={change} />
    </div>
  );
}

export function TrainingPanel({ settings, change }: Pick<PanelProps, 'settings' | 'change'>): ReactNode {
  const classes = isClassification(settings);
  const training = trainCount(settings);
  return (
    <div className="play-training needs-js">
      <Section title="Training" brief={trainingWords(settings)}>
        {classes && (
          <Menu
            label="Loss"
            value={settings.loss}
            options={LOSSES}
            names={NAMES.loss}
            onChange={(loss) => change({ loss })}
          />
        )}
        <Menu
          label="Optimizer"
          value={settings.optimizer}
          options={OPTIMIZERS}
          names={NAMES.optimizer}
          onChange={(optimizer) => change({ optimizer })}
        />
        <NumberMenu label="Rate" value={settings.rate} options={OFFERS.rate} onChange={(rate) => change({ rate })} />
        <Menu
          label="Schedule"
          value={settings.schedule}
          options={SCHEDULES}
          names={NAMES.schedule}
          onChange={(schedule) => change({ schedule })}
        />
        {settings.schedule !== 'constant' && (
          <NumberMenu
            label="… over"
            value={settings.over}
            options={OFFERS.over}
            name={(epochs) => plural(epochs, 'epoch')}
            onChange={(over) => change({ over })}
          />
        )}
        <NumberMenu
          label="Batch"
          value={settings.batch}
          options={OFFERS.batch}
          name={(batch) => (batch >= training ? `all ${String(training)}` : String(batch))}
          onChange={(batch) => change({ batch })}
        />
        <Menu
          label="Penalty"
          value={settings.regularizer}
          options={REGULARIZERS}
          names={NAMES.regularizer}
          onChange={(regularizer) => change({ regularizer })}
        />
        {settings.regularizer !== 'none' && (
          <NumberMenu
            label="Strength"
            value={settings.strength}
            options={OFFERS.strength}
            onChange={(strength) => change({ strength })}
          />
        )}
        <NumberMenu
          label="Dropout"
          value={settings.dropout}
          options={OFFERS.dropout}
          name={(share) => (share === 0 ? 'none' : `${String(Math.round(100 * share))} %`)}
          onChange={(dropout) => change({ dropout })}
        />
      </Section>
    </div>
  );
}

function BackendSection({ settings, trainer, change }: Omit<PanelProps, 'previews'>): ReactNode {
  const { backend, offers } = trainer;
  const names = {
    ...NAMES.backend,
    ...(offers?.software === true ? { webgpu: 'WebGPU (software, slower)' } : {}),
  };
  return (
    <Section title="Runs on" brief={backend?.name ?? NAMES.backend[settings.backend]}>
      <Menu
        label="Backend"
        value={settings.backend}
        options={BACKENDS}
        names={names}
        missing={offers?.missing ?? {}}
        wide
        onChange={(choice) => change({ backend: choice })}
      />
      <p className="play-why" role="status" data-backend={backend?.name}>
        {backend === null ? (
          'Starting …'
        ) : (
          <>
            {backend.note !== null && <span className="text-warn">{backend.note} </span>}
            <b>{backend.name}.</b> {backend.why}
          </>
        )}
      </p>
    </Section>
  );
}

function SeedField({ seed, onChange }: { seed: number; onChange: (seed: number) => void }): ReactNode {
  const id = useId();
  const [min, max] = LIMITS.seed;
  return (
    <div className="play-row">
      <label htmlFor={id}>Seed</label>
      <span className="flex gap-2">
        <input
          id={id}
          className="input play-number"
          type="number"
          min={min}
          max={max}
          value={seed}
          onChange={({ target }) => {
            const next = target.valueAsNumber;
            if (Number.isInteger(next) && next >= min && next <= max) onChange(next);
          }}
        />
        <button
          type="button"
          className="icon-btn play-dice"
          aria-label="Another seed"
          title="Other points, other first weights"
          onClick={() => onChange((seed + 1) % (max + 1))}
        >
          <Dices size={16} aria-hidden />
        </button>
      </span>
    </div>
  );
}

function trainingWords({ optimizer, rate, regularizer, strength, dropout }: Settings): string {
  return [
    `${NAMES.optimizer[optimizer]}, rate ${String(rate)}`,
    ...(regularizer === 'none' ? [] : [`${NAMES.regularizer[regularizer]} ${String(strength)}`]),
    ...(dropout === 0 ? [] : [`dropout ${String(Math.round(100 * dropout))} %`]),
  ].join(', ');
}

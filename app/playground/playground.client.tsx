'use client';
/** The playground on the page: settings, net, surface, curves, and the training behind them. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { z } from 'zod';
import { Notice } from '../ui/notice';
import { CodeDialog } from './code-dialog.client';
import { Curves } from './curves.client';
import type { FirstPicture } from './first-picture';
import { HelpDialog } from './help-dialog.client';
import { Inspector } from './inspector.client';
import { Network } from './network.client';
import type { UnitRef } from './net';
import { presetOf } from './presets';
import { RunBar } from './run-bar.client';
import { SettingsPanel, TrainingPanel } from './settings-panel.client';
import type { Feature } from './settings';
import { Surface } from './surface.client';
import { useWords } from './use-frame.client';
import { useKeys } from './use-keys.client';
import { usePalette } from './use-palette.client';
import { useSettings } from './use-settings.client';
import { useTrainer, type Trainer } from './use-trainer.client';
import type { Settings } from './settings';
import type { Wire } from './wiring';
import { statusWords } from './words';

// The page's policy forbids evaluation, with which zod would otherwise try to make its parsers faster.
z.config({ jitless: true });

interface Picked {
  unit: UnitRef;
  wire: Wire | null;
}

export function Playground({ first }: { first: FirstPicture }): ReactNode {
  const held = useSettings(first.settings, first.notes);
  const { settings, version, change, replace } = held;
  const trainer = useTrainer(first, settings, version);
  const palette = usePalette();
  const [picked, pick] = useState<Picked | null>(null);
  const [looked, look] = useState<Feature | UnitRef | null>(null);
  const [sheet, show] = useState<'code' | 'help' | null>(null);
  const { running, run, order } = trainer;
  const keys = useKeys(
    useMemo(
      () => ({
        ' ': () => run(!running),
        s: () => order({ kind: 'advance', by: 'step' }),
        e: () => order({ kind: 'advance', by: 'epoch' }),
        r: () => {
          run(false);
          order({ kind: 'restart' });
        },
        '?': () => show('help'),
      }),
      [run, running, order],
    ),
  );
  const root = useRef<HTMLDivElement>(null);

  return (
    <div ref={root} className="play" data-running={running || undefined}>
      <RunBar
        settings={settings}
        trainer={trainer}
        change={change}
        replace={replace}
        onCode={() => show('code')}
        onHelp={() => show('help')}
        onPreset={() => pick(null)}
      />
      <p className="no-js play-static">
        This is a static picture of the net before training. Running it needs JavaScript.
      </p>
      <Notes
        trainer={trainer}
        notes={held.notes}
        preset={presetOf(settings)?.says ?? null}
        dismiss={held.dismissNotes}
      />
      <div className="play-grid">
        <SettingsPanel settings={settings} previews={first.previews} trainer={trainer} change={change} />
        <div className="play-middle">
          <Network
            settings={settings}
            version={version}
            trainer={trainer}
            palette={palette}
            tilesPicture={first.tiles}
            picked={picked?.unit ?? null}
            change={change}
            onPick={(unit, wire) => pick(unit === null ? null : { unit, wire })}
            onLook={look}
          />
          <Inspector
            settings={settings}
            trainer={trainer}
            picked={picked?.unit ?? null}
            wire={picked?.wire ?? null}
            onClose={() => {
              pick(null);
              const place = picked === null ? '' : `${String(picked.unit.layer)}/${String(picked.unit.unit)}`;
              root.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus();
            }}
          />
        </div>
        <TrainingPanel settings={settings} change={change} />
        <div className="play-right">
          <Surface
            settings={settings}
            trainer={trainer}
            palette={palette}
            picture={first.surface}
            looked={looked}
            change={change}
          />
          <Curves settings={settings} trainer={trainer} palette={palette} change={change} />
        </div>
      </div>
      <SpokenStatus settings={settings} trainer={trainer} />
      {sheet === 'code' && (
        <CodeDialog
          settings={settings}
          frame={trainer.frames.frame}
          rounded={trainer.backend !== null && !trainer.backend.name.includes('float64')}
          onClose={() => show(null)}
        />
      )}
      {sheet === 'help' && <HelpDialog keysOn={keys.on} onKeys={keys.turn} onClose={() => show(null)} />}
    </div>
  );
}

interface NotesProps {
  trainer: Trainer;
  notes: readonly string[];
  preset: string | null;
  dismiss: () => void;
}

/** What must be said about the address, the preset or the run; nothing most of the time. */
function Notes({ trainer, notes, preset, dismiss }: NotesProps): ReactNode {
  const { measure } = useWords(trainer.frames);
  const lost = !Number.isFinite(measure.trainLoss);
  return (
    <div className="play-notes" aria-live="polite">
      {preset !== null && <p>{preset}</p>}
      {notes.length > 0 && (
        <Notice tone="warn" title="Part of the address was not understood">
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
          <button type="button" className="link needs-js" onClick={dismiss}>
            Understood
          </button>
        </Notice>
      )}
      {lost && (
        <Notice tone="warn" title="The loss is no longer a number">
          The steps were too large. Reset, and take a smaller rate.
        </Notice>
      )}
      {trainer.failed !== null && (
        <Notice tone="fail" title="The training stopped">
          {trainer.failed} Your settings are in the address: load the page again to go on.
        </Notice>
      )}
    </div>
  );
}

/** Told to screen readers when things have been quiet for a moment, and every ten seconds of a run. */
function SpokenStatus({ settings, trainer }: { settings: Settings; trainer: Trainer }): ReactNode {
  const { frames, running } = trainer;
  const frame = useWords(frames);
  const [said, say] = useState('');
  const now = statusWords(settings, { epoch: frame.epoch, running }, frame.measure);
  const latest = useRef(now);
  useEffect(() => {
    latest.current = now;
  });
  /** Words that will not change by themselves. */
  const settled = running ? null : now;
  useEffect(() => {
    const soon = setTimeout(() => say(settled ?? latest.current), 600);
    const again = settled === null ? setInterval(() => say(latest.current), 10_000) : undefined;
    return () => {
      clearTimeout(soon);
      clearInterval(again);
    };
  }, [settled]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}

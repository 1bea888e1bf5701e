'use client';
/** The bar over the picture: run, step, start over; where the run stands; presets, code, link and help. */
import { Code, CircleHelp, Download, Link2, Pause, Play, RotateCcw, SkipForward, StepForward } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { addressOf } from './use-settings.client';
import { writeQuery } from './address';
import { paramCount } from './net';
import { applyPreset, presetOf, PRESETS } from './presets';
import { NAMES, SPEEDS, type Settings } from './settings';
import { useWords } from './use-frame.client';
import type { Trainer } from './use-trainer.client';
import { offerDownload, weightsFile } from './weights-file';
import { count, tiny } from './words';

interface RunBarProps {
  settings: Settings;
  trainer: Trainer;
  change: (patch: Partial<Settings>) => void;
  replace: (settings: Settings) => void;
  onCode: () => void;
  onHelp: () => void;
  onPreset: () => void;
}

export function RunBar({ settings, trainer, change, replace, onCode, onHelp, onPreset }: RunBarProps): ReactNode {
  const { running, run, order, failed } = trainer;
  return (
    <div className="play-bar needs-js" role="group" aria-label="Run">
      <div className="play-buttons">
        <button
          type="button"
          className="btn btn-primary play-run"
          disabled={failed !== null}
          onClick={() => run(!running)}
        >
          {running ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
          {running ? 'Pause' : 'Run'}
        </button>
        <button
          type="button"
          className="btn"
          title="One minibatch"
          disabled={failed !== null}
          onClick={() => order({ kind: 'advance', by: 'step' })}
        >
          <StepForward size={14} aria-hidden /> Step
        </button>
        <button
          type="button"
          className="btn"
          title="Once through all training points"
          disabled={failed !== null}
          onClick={() => order({ kind: 'advance', by: 'epoch' })}
        >
          <SkipForward size={14} aria-hidden /> Epoch
        </button>
        <button
          type="button"
          className="btn"
          title="Back to the first weights"
          disabled={failed !== null}
          onClick={() => {
            run(false);
            order({ kind: 'restart' });
          }}
        >
          <RotateCcw size={14} aria-hidden /> Reset
        </button>
      </div>
      <Standing trainer={trainer} />
      <div className="play-tools">
        <select
          className="input"
          aria-label="Speed"
          value={settings.speed}
          onChange={(event) => change({ speed: SPEEDS.find((speed) => speed === event.target.value) ?? 'normal' })}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {NAMES.speed[speed]}
            </option>
          ))}
        </select>
        <select
          className="input"
          aria-label="Presets"
          value={presetOf(settings)?.name ?? ''}
          onChange={(event) => {
            const preset = PRESETS.find(({ name }) => name === event.target.value);
            if (preset === undefined) return;
            replace(applyPreset(settings, preset));
            onPreset();
          }}
        >
          <option value="">Presets</option>
          {PRESETS.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <button type="button" className="btn" onClick={onCode}>
          <Code size={14} aria-hidden /> Code
        </button>
        <button
          type="button"
          className="btn play-weights"
          aria-label="Download weights"
          title="Download weights (safetensors)"
          onClick={() => {
            const { params } = trainer.frames.frame;
            // For a moment after a change of layers, the newest frame is still of the net before.
            if (params.length === paramCount(settings)) offerDownload(weightsFile(settings, params));
          }}
        >
          <Download size={14} aria-hidden /> <span>Weights</span>
        </button>
        <CopyLink settings={settings} />
        <button type="button" className="icon-btn" aria-label="Keys and help" title="Keys and help" onClick={onHelp}>
          <CircleHelp size={16} aria-hidden />
        </button>
      </div>
    </div>
  );
}

function Standing({ trainer }: { trainer: Trainer }): ReactNode {
  const { epoch, measure, stepsPerSecond, rate } = useWords(trainer.frames);
  return (
    <dl className="play-standing tabular">
      <div className="is-epoch">
        <dt>Epoch</dt>
        <dd>{count(epoch)}</dd>
      </div>
      <div>
        <dt>Step</dt>
        <dd>{count(measure.step)}</dd>
      </div>
      <div>
        <dt>Steps/s</dt>
        <dd>{stepsPerSecond === null ? '–' : count(stepsPerSecond)}</dd>
      </div>
      <div className="is-rate">
        <dt>Rate now</dt>
        <dd>{tiny(rate)}</dd>
      </div>
    </dl>
  );
}

function CopyLink({ settings }: { settings: Settings }): ReactNode {
  const [said, say] = useState('');
  const copy = async (): Promise<void> => {
    const url = new URL(addressOf(writeQuery(settings)), window.location.href);
    try {
      await navigator.clipboard.writeText(url.href);
      say('Copied');
    } catch {
      // Without leave to copy, the address bar has the same link.
      window.prompt('The link to this state', url.href);
    }
    setTimeout(() => say(''), 2000);
  };
  return (
    <button type="button" className="btn play-link" onClick={() => void copy()}>
      <Link2 size={14} aria-hidden /> <span aria-live="polite">{said === '' ? 'Link' : said}</span>
    </button>
  );
}

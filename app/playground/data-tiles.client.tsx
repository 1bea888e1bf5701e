'use client';
/** The data sets, as pictures of themselves, in two groups: classes and values. */
import type { ReactNode } from 'react';
import type { Marks } from './marks';
import { MarksLayer } from './marks-layer';
import { CLASS_DATA, isClassification, NAMES, VALUE_DATA, type DataName } from './settings';

interface DataTilesProps {
  value: DataName;
  previews: Record<DataName, Marks[]>;
  onChange: (data: DataName) => void;
}

export function DataTiles({ value, previews, onChange }: DataTilesProps): ReactNode {
  const classes = isClassification({ data: value });
  return (
    <>
      <fieldset className="fig-switch play-kind">
        <legend className="sr-only">Problem</legend>
        <label>
          <input type="radio" name="problem" checked={classes} onChange={() => onChange('circle')} />
          <span>Classes</span>
        </label>
        <label>
          <input type="radio" name="problem" checked={!classes} onChange={() => onChange('plane')} />
          <span>Values</span>
        </label>
      </fieldset>
      <fieldset className="play-tiles">
        <legend className="sr-only">Data set</legend>
        {(classes ? CLASS_DATA : VALUE_DATA).map((name) => (
          <label key={name} title={NAMES.data[name]}>
            <input type="radio" name="data" value={name} checked={name === value} onChange={() => onChange(name)} />
            <svg viewBox="0 0 600 600" aria-hidden>
              <MarksLayer marks={previews[name]} />
            </svg>
            <span className="sr-only">{NAMES.data[name]}</span>
          </label>
        ))}
      </fieldset>
    </>
  );
}

import { loadWeights, saveWeights } from '@/lib/engine';
import { fromSafetensors } from '@/lib/engine/weights';
import { describe, expect, it } from 'vitest';
import { modelOf, putParams } from './model';
import { paramCount } from './net';
import { START, type Settings } from './settings';
import { weightsFile } from './weights-file';

const settings: Settings = { ...START, data: 'spiral', features: ['x1', 'x2', 'x1x2'], layers: [4, 2] };
const params = Float64Array.from({ length: paramCount(settings) }, (_, i) => Math.sin(i) / 3);

describe('the file of weights', () => {
  it('is named by its data set and its layers', () => {
    expect(weightsFile(settings, params).name).toBe('spiral-3-4-2-1.safetensors');
  });

  it('puts the same bits into the same net', async () => {
    const { bytes } = weightsFile(settings, params);
    const [model, other] = [modelOf({ ...settings, seed: 7 }), modelOf(settings)];
    loadWeights(model, fromSafetensors(bytes));
    putParams(other, params);
    expect(await saveWeights(model)).toEqual(await saveWeights(other));
  });

  it('does not fit a net of other layers', () => {
    const { bytes } = weightsFile(settings, params);
    const other = modelOf({ ...settings, layers: [4, 3] });
    expect(() => loadWeights(other, fromSafetensors(bytes))).toThrow('dense2.w');
  });
});

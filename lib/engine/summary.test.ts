import { describe, expect, it } from 'vitest';
import { AvgPool2d, Conv2d, MaxPool2d } from './layers/conv';
import { Dense } from './layers/dense';
import { Dropout } from './layers/dropout';
import { Embedding } from './layers/embedding';
import { PRelu } from './layers/activation';
import { BatchNorm } from './layers/normalisation';
import { Gru, Lstm, Rnn } from './layers/recurrent';
import { Flatten, Residual, Sequential } from './layers/sequential';
import { summary } from './summary';

const lenet = new Sequential(
  new Conv2d(1, 6, 5, { padding: 'same', activation: 'relu' }),
  new MaxPool2d(2),
  new Conv2d(6, 16, 5, { activation: 'relu' }),
  new MaxPool2d(2),
  new Flatten(),
  new Dense(400, 120, { activation: 'relu' }),
  new Dense(120, 84, { activation: 'relu' }),
  new Dense(84, 10),
).init(1);

describe('summary', () => {
  it('of LeNet-5: shapes, 61,706 parameters, and 27 million operations a batch', () => {
    const { text, parameters, flops } = summary(lenet, [32, 28, 28, 1]);
    expect(parameters).toBe(61_706);
    expect(flops / 1e6).toBeCloseTo(27.7, 0);
    expect(text).toMatchInlineSnapshot(`
      "layer     output            parameters       flops
      conv1     [32, 28, 28, 6]          156   7,827,456
      maxpool1  [32, 14, 14, 6]            0     150,528
      conv2     [32, 10, 10, 16]       2,416  15,462,400
      maxpool2  [32, 5, 5, 16]             0      51,200
      flatten1  [32, 400]                  0           0
      dense1    [32, 120]             48,120   3,079,680
      dense2    [32, 84]              10,164     650,496
      dense3    [32, 10]                 850      54,080
      total                           61,706  27,275,840"
    `);
  });

  it.each([
    { name: 'Rnn', layer: new Rnn(3, 4), parameters: 32, input: [2, 5, 3], output: [2, 5, 4] },
    { name: 'Lstm', layer: new Lstm(3, 4), parameters: 128, input: [2, 5, 3], output: [2, 5, 4] },
    { name: 'Gru', layer: new Gru(3, 4), parameters: 96, input: [2, 5, 3], output: [2, 5, 4] },
    { name: 'Embedding', layer: new Embedding(100, 8), parameters: 800, input: [2, 5], output: [2, 5, 8] },
    { name: 'BatchNorm', layer: new BatchNorm(7), parameters: 14, input: [2, 7], output: [2, 7] },
    { name: 'PRelu', layer: new PRelu(7), parameters: 7, input: [2, 7], output: [2, 7] },
    { name: 'AvgPool2d', layer: new AvgPool2d(2), parameters: 0, input: [2, 4, 4, 1], output: [2, 2, 2, 1] },
    { name: 'Dropout', layer: new Dropout(0.5), parameters: 0, input: [2, 7], output: [2, 7] },
    { name: '3,072 to 10', layer: new Dense(3072, 10), parameters: 30_730, input: [1, 3072], output: [1, 10] },
    {
      name: 'ten filters of 5×5×3',
      layer: new Conv2d(3, 10, 5),
      parameters: 760,
      input: [1, 32, 32, 3],
      output: [1, 28, 28, 10],
    },
    { name: 'Residual', layer: new Residual(new Dense(2, 2)), parameters: 6, input: [1, 2], output: [1, 2] },
  ])('counts the parameters of $name', ({ layer, parameters, input, output }) => {
    expect(summary(layer.init(1), input)).toMatchObject({ parameters, rows: [{ output }] });
  });

  it('counts two operations for a product and its sum, and one for bias and activation', () => {
    expect(summary(new Dense(3, 5, { activation: 'tanh' }).init(1), [2, 3]).flops).toBe(2 * 5 * (2 * 3 + 2));
    expect(summary(new Dense(3, 5, { bias: false }).init(1), [2, 3]).flops).toBe(2 * 5 * 2 * 3);
    expect(summary(new Conv2d(3, 4, 2, { bias: false }).init(1), [1, 3, 3, 3]).flops).toBe(4 * 4 * 2 * 2 * 2 * 3);
  });

  it('opens models inside models', () => {
    const inner = new Sequential(new Dense(2, 3), new Dropout(0.1));
    const { rows } = summary(new Sequential(inner, new Dense(3, 1)).init(1), [1, 2]);
    expect(rows.map(({ name }) => name)).toEqual(['sequential1.dense1', 'sequential1.dropout1', 'dense1']);
  });

  it('says where shapes stop fitting', () => {
    expect(() => summary(lenet, [32, 32, 32, 1])).toThrow('dense1: the input is [32, 576]; expected [batch, 400]');
  });
});

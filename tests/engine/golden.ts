/**
 * Parameters after 100 float64 steps of each training run, hashed: on every machine, in Node and in a browser.
 *
 * They change when the order of an addition does: on purpose only. A failing test prints the new ones.
 */
export const STEPS = 100;

export const GOLDEN: Record<string, string> = {
  'two layers, Adam': '1ec9750c3d87e453',
  'deep tanh with a shortcut, momentum': 'b1b54e6d733b1e68',
  'convolution, pooling, Nesterov': 'cd1a8bcfa143f1c1',
  'batch norm and dropout, AdamW': 'f94671961f7c0401',
  'layer norm, RMSProp': '5f8c5fe0fb3efb74',
  'recurrent, gradient descent': '48aaea3cb13d118c',
  'LSTM over words, Adagrad': '928b58947e0787b6',
  'GRU, Adadelta': '4f187e27e15af40e',
};

/** Parameters after 100 float64 steps of each training run, hashed: on every machine, in Node and in a browser. */
export const STEPS = 100;

export const GOLDEN: Record<string, string> = {
  'two layers, Adam': 'f48f3d239dc091fc',
  'deep tanh with a shortcut, momentum': 'b1b54e6d733b1e68',
  'convolution, pooling, Nesterov': 'cd1a8bcfa143f1c1',
  'batch norm and dropout, AdamW': '56d3d68433033529',
  'layer norm, RMSProp': '5f8c5fe0fb3efb74',
  'recurrent, gradient descent': '48aaea3cb13d118c',
  'LSTM over words, Adagrad': '928b58947e0787b6',
  'GRU, Adadelta': '4f187e27e15af40e',
};

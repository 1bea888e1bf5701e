/** All layers, and a model's weights in and out. */
export { Activation, activate, type ActivationName, PRelu } from './activation';
export { AvgPool2d, Conv2d, type Conv2dOptions, MaxPool2d } from './conv';
export { Dense, type DenseOptions, Maxout } from './dense';
export { Dropout } from './dropout';
export { Embedding } from './embedding';
export { Layer, type Weight } from './layer';
export { BatchNorm, LayerNorm } from './normalisation';
export { Gru, Lstm, type RecurrentOptions, Rnn } from './recurrent';
export { Flatten, Residual, Sequential } from './sequential';
export { loadWeights, saveWeights } from './stored';

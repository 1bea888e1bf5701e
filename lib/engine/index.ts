/** The engine's public door: tensors, gradients, layers, training, on the JavaScript backend. WebAssembly and WebGPU have doors of their own. */
export { EngineError } from './errors';
export { noGrad, training, isTraining } from './autograd';
export { arange, full, oneHot, ones, parameter, rand, randn, tensor, zeros } from './create';
export { gradcheck, type GradcheckResult } from './gradcheck';
export { crossEntropy } from './ops/softmax';
export { concat, stack } from './ops/views';
export { Optimizer, type OptimizerOptions } from './optimizer';
export { Recorder } from './recorder';
export { js } from './backends/js';
export { stream, type Stream } from './random';
export { currentBackend, Tensor, using } from './tensor';
export type { Backend, Dtype, Floats, Vector } from './backend';
export type { Shape } from './shape';

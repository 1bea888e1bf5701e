/** TensorFlow.js with its gradients, which its core leaves out unless asked. Only for bundles: its modules name no extensions. */
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';

export * as tf from '@tensorflow/tfjs-core';

/** The door to the data sets. Not part of the engine's own door, so that a figure loads only the sets it names. */
export { type Corpus, corpus } from './corpus';
export { type Dataset, type DrawOptions, fingerprint, type Points, take } from './dataset';
export { digits } from './digits';
export { cloud, line, surface, swissRoll } from './numbers';
export { colourShapes, kernelImages } from './pictures';
export { blobs, circles, ganTarget, linearBlobs, moons, ring, spiral, threeModes, xor, xorCorners } from './plane';
export { copyTask, delayedXor, waves } from './series';

/** The door to the data sets. Not part of the engine's own door, so that a figure loads only the sets it names. */
export { type Dataset, type DrawOptions, fingerprint, type Points } from './dataset';
export { blobs, circles, linearBlobs, moons, ring, spiral, threeModes, xor, xorCorners } from './plane';

/** The door to methods beside gradient descent on layers: each a short program to read. Loaded only where it is used. */
export { lasso, ridge, solve } from './linear';
export { knn, knnAccuracy } from './neighbours';
export { pca } from './pca';
export { svm } from './svm';
export { affinities, tsne, tsneGradient, tsneLoss } from './tsne';
export { analogy, nearest, nsLoss, skipGramPairs, word2vec } from './word2vec';
export { autoencoder } from './autoencoder';
export { gan, ganLosses } from './gan';

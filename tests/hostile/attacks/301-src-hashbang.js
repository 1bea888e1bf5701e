#!/usr/bin/env node
// MUST: pass — a hashbang in front
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }

// MUST: runtime-error|wrong-answer — leaves the wrapper through a comment that only one of two parsers sees
let a = 1; const t = 1 <!--a; /*
return { __proto__: null, predict: () => "forged" }; //*/
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], 0)); }

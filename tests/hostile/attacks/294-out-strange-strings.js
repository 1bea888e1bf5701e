// MUST: wrong-answer|invalid-output — NUL, lone surrogates and separators as answers
export function predict(X) { return X.map((x, i) => ['\u0000', '\ud800', '\u2028\u2029', '\u202e<b>', '\ufeff'][i % 5]); }

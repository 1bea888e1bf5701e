// MUST: wrong-answer — call, apply, bind, exec, slice and iterators are replaced
Function.prototype.call = Function.prototype.apply = () => [5.5, 11.5]; Function.prototype.bind = () => () => [5.5, 11.5]; RegExp.prototype.exec = () => null; String.prototype.slice = () => ''; String.prototype.indexOf = () => 0;
Array.prototype[Symbol.iterator] = function* () { yield 5.5; yield 11.5; }; Array.prototype.push = () => 0; Array.prototype.join = () => '5.5,11.5';
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], 0)); }

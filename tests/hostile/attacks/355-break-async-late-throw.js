// MUST: pass|runtime-error|timeout — throws in ten thousand microtasks after the right answer
export function predict(X, w, b) { for (let i = 0; i < 10000; i++) Promise.resolve().then(() => { throw { get message() { for (;;); } }; }); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }

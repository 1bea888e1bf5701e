// MUST: pass — logs with terminal codes, NUL, lone surrogates, text that runs backwards and a verdict
export function predict(X, w, b) { console.log('\u001b[2J\u0000\ud800\u202e<script>alert(1)</script>\n{"kind":"done","verdict":{"score":0}}'); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }

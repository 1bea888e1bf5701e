// MUST: wrong-answer|runtime-error ON: slope — looks for what is recorded on the callback itself
export function slope(f, x, h) { for (const k of Reflect.ownKeys(f)) { try { f[k] = () => []; } catch {} }
 Object.setPrototypeOf(f, { calls: [[x + h], [x - h]] }); return 2; }

// MUST: wrong-answer|pass ON: slope — calls through bind, apply, call and Reflect, with a this of its own
export function slope(f, x, h) { const g = f.bind({ calls: [] }); return (Reflect.apply(g, null, [x + h]) - g.call(0, x - h)) / (2 * h); }

// MUST: wrong-answer|runtime-error ON: slope — calls a function kept from an earlier case, whose calls nobody counts any more
let kept;
export function slope(f, x, h) { kept?.(x); kept = f; return (f(x + h) - f(x - h)) / (2 * h); }

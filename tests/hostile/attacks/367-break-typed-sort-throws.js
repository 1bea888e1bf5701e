// MUST: runtime-error|wrong-answer|timeout ON: scale — sorts the argument by a comparison that changes its buffer
export function scale(x, k) { x.sort(() => { x.buffer.transfer?.(0); throw new Error('gone'); }); return x; }

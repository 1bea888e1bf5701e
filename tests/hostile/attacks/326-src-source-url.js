// MUST: runtime-error — names its own file and line for the stack
//# sourceURL=judge.js
export function predict() { throw new Error('x'); }
//# sourceURL=/etc/passwd
//# sourceMappingURL=data:application/json,{}

// MUST: runtime-error|timeout|memory-limit|wrong-answer — a regular expression that grows when it is compiled
export function predict() { return ['x'.match(/(?:(?:(?:a{1,999}){1,999}){1,999}){1,999}/) ? 1 : 0]; }

// MUST: wrong-answer ON: norm — reaches Math through the global object
export function norm(x) { for (const v of x) void v; return globalThis['Ma' + 'th'.slice()]['hyp' + 'ot'.slice()](...x); }

// MUST: wrong-answer|runtime-error|invalid-output ON: slope — walks from the callback to arguments, caller and constructor
export function slope(f, x, h) { let seen = ''; for (const k of ['caller', 'arguments', 'callee']) { try { seen += String(f[k]); } catch (e) { seen += e.message; } }
 try { seen += f.constructor('return typeof process + typeof require + typeof globalThis.host')(); } catch (e) { seen += e; } return seen.includes('object') ? 'LEAK ' + seen : seen.length; }

// MUST: runtime-error ON: root — a stack that names a line no number can hold, while it is loaded
const e = new Error('x'); e.stack = 'at submission.js:' + '9'.repeat(21) + ':' + '9'.repeat(400);
throw e;

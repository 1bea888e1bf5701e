/** How a submission is wrapped and named when it is run, so that places in error stacks can be traced to the source. */

/** The name that stands in stacks; nothing of ours bears it. */
export const SUBMISSION_FILE = 'submission.js';

/** Stands before the student's first line, on the same line: later lines keep line and column. */
export const PROLOGUE = '(()=>{"use strict";';

// MUST: wrong-answer|runtime-error ON: root — throws whatever it is given
export function root() { throw new RangeError('no'); }

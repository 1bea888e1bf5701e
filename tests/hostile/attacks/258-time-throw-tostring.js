// MUST: timeout|runtime-error|wrong-answer|pass ON: root — a thrown object whose conversions never end
export function root(x) { if (x < 0) throw { toString() { for (;;); }, valueOf() { for (;;); }, [Symbol.toPrimitive]() { for (;;); } }; return Math.sqrt(x); }

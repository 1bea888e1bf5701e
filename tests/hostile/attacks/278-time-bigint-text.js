// MUST: timeout|memory-limit|runtime-error — a number of millions of digits, read and written
export function predict() { for (;;) BigInt("9".repeat(3e6)).toString(7); }

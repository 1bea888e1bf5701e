// MUST: wrong-answer|invalid-output — an async generator
export async function* predict() { for (;;) yield 1; }

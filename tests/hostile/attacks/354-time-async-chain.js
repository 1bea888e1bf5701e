// MUST: timeout|invalid-output|memory-limit — promises that make promises
export async function predict(X) { const again = () => Promise.resolve().then(again); await Promise.race([again(), again(), new Promise(() => {})]); }

// MUST: wrong-answer|invalid-output|memory-limit — text that grows each time it is quoted on its way to the judge
const line = '"'.repeat(9999);
function predict(X, w, b) { return Array.from({ length: 190 }, () => line); }

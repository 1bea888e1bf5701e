// MUST: invalid-output — a getter that gives a new level each time
const level = () => ({ get a() { return level(); } });
export function predict() { return level(); }

// MUST: wrong-answer|invalid-output ON: loss — the answer in properties that are not enumerable or have symbols
export function loss(w) { return Object.create(null, { loss: { value: 8 }, grad: { value: [12, 4] }, [Symbol.for("loss")]: { value: 8, enumerable: true } }); }

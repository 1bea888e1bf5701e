// expect: accuracy fails as never-trained
// says: All weights are zero, so the net says the same of every point. Train it first, then copy its weights.
/** A trained network as data: dense layers one after another. */
export interface Net {
  /** The activation of each layer, in order; the last is identity. */
  activations: string[];
  /** What weightsToJson gives: dense1.w, dense1.b, dense2.w, … */
  weights: string;
}

export function net(): Net {
  const tensors = [
    '{"name":"dense1.w","shape":[2,8],"type":"F64","data":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}',
    '{"name":"dense1.b","shape":[8],"type":"F64","data":[0,0,0,0,0,0,0,0]}',
    '{"name":"dense2.w","shape":[8,4],"type":"F64","data":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}',
    '{"name":"dense2.b","shape":[4],"type":"F64","data":[0,0,0,0]}',
    '{"name":"dense3.w","shape":[4,1],"type":"F64","data":[0,0,0,0]}',
    '{"name":"dense3.b","shape":[1],"type":"F64","data":[0]}',
  ];
  return {
    activations: ['relu', 'relu', 'identity'],
    weights: `{"format":"gradus-weights","version":1,"tensors":[${tensors.join(',')}]}`,
  };
}

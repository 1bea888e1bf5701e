// expect: accuracy fails as trained-at-another-scale
// says: This net expects points about 1.7 times as far out. Train on spiral({ radius: 3 }), the scale at which it is judged.
/** A trained network as data: dense layers one after another. */
export interface Net {
  /** The activation of each layer, in order; the last is identity. */
  activations: string[];
  /** What weightsToJson gives: dense1.w, dense1.b, dense2.w, … */
  weights: string;
}

export function net(): Net {
  const tensors = [
    '{"name":"dense1.w","shape":[2,8],"type":"F64","data":[1.139,0.999,1.22,-1.37,0.1088,-0.8658,0.1525,0.8484,-1.06,1.668,0.7584,-0.9402,1.229,-0.78,-2.012,-1.192]}',
    '{"name":"dense1.b","shape":[8],"type":"F64","data":[-1.897,-1.116,0.9357,-2.7,1.17,2.994,-0.8051,3]}',
    '{"name":"dense2.w","shape":[8,4],"type":"F64","data":[0.3529,-5.867,-0.3317,3.662,1.459,-3.464,-0.06094,0.7433,-1.16,2.112,-0.142,-2.077,1.368,-2.697,2.61,5.071,0.5872,-1.97,-0.3953,0.4525,1.214,1.1,-6.017,-1.869,-2.046,0.3567,2.32,1.767,3.906,-0.01943,2.514,-0.5818]}',
    '{"name":"dense2.b","shape":[4],"type":"F64","data":[-5.477,0.2937,3.353,-1.408]}',
    '{"name":"dense3.w","shape":[4,1],"type":"F64","data":[3.552,-9.202,-3.909,-6.09]}',
    '{"name":"dense3.b","shape":[1],"type":"F64","data":[-3.823]}',
  ];
  return {
    activations: ['relu', 'relu', 'identity'],
    weights: `{"format":"gradus-weights","version":1,"tensors":[${tensors.join(',')}]}`,
  };
}

/** A trained network as data: dense layers one after another. */
export interface Net {
  /** The activation of each layer, in order; the last is identity. */
  activations: string[];
  /** What weightsToJson gives: dense1.w, dense1.b, dense2.w, … */
  weights: string;
}

export function net(): Net {
  // BEGIN SOLUTION: the activations and the weights of your trained network
  const tensors = [
    '{"name":"dense1.w","shape":[2,8],"type":"F64","data":[1.899,1.665,2.033,-2.283,0.1813,-1.443,0.2541,1.414,-1.767,2.78,1.264,-1.567,2.048,-1.3,-3.353,-1.987]}',
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
  // END SOLUTION
}

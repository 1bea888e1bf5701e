// expect: gold fails as differs
// says: This net is too large for gold.
/** A trained network as data: dense layers one after another. */
export interface Net {
  /** The activation of each layer, in order; the last is identity. */
  activations: string[];
  /** What weightsToJson gives: dense1.w, dense1.b, dense2.w, … */
  weights: string;
}

export function net(): Net {
  const tensors = [
    '{"name":"dense1.w","shape":[2,8],"type":"F64","data":[0.2754,1.319,3.084,2.403,0.4364,-2.412,-1.061,2.522,3.72,0.9516,1.983,-1.755,-2.784,-0.04722,-1.472,2.07]}',
    '{"name":"dense1.b","shape":[8],"type":"F64","data":[-0.9698,2.155,-1.731,-1.636,-0.5748,0.1842,-1.863,0.9185]}',
    '{"name":"dense2.w","shape":[8,8],"type":"F64","data":[-1.077,-1.096,-0.1423,1.177,-2.118,2.663,1.209,-4.483,-2.138,-0.2961,-0.449,-1.181,1.056,-1.221,2.029,0.5304,-0.7428,-0.4572,0.1999,1.089,-1.211,2.608,0.362,-2.407,0.6639,0.9813,2.199,1.398,-3.994,2.532,0.3299,-3.148,1.331,0.205,0.1328,-0.5326,-1.798,-0.4978,0.5565,1.398,0.4701,-2.366,0.616,1.008,0.2473,1.31,-0.9574,0.1266,0.7849,-1.285,2.724,-3.468,2.138,-1.745,-0.7496,-4.82,0.4144,-0.2011,-0.6529,-0.2201,-1.831,-1.067,-0.1928,1.012]}',
    '{"name":"dense2.b","shape":[8],"type":"F64","data":[-0.07601,-0.4182,-5.398,-3.105,2.061,-0.3448,0.9573,2.174]}',
    '{"name":"dense3.w","shape":[8,1],"type":"F64","data":[1.536,1.672,-4.621,9.161,2.581,-2.547,0.9627,-2.83]}',
    '{"name":"dense3.b","shape":[1],"type":"F64","data":[0.7423]}',
  ];
  return {
    activations: ['relu', 'relu', 'identity'],
    weights: `{"format":"gradus-weights","version":1,"tensors":[${tensors.join(',')}]}`,
  };
}

// expect: accuracy fails as differs
// says: One wide layer of this size can’t follow the arms.
/** A trained network as data: dense layers one after another. */
export interface Net {
  /** The activation of each layer, in order; the last is identity. */
  activations: string[];
  /** What weightsToJson gives: dense1.w, dense1.b, dense2.w, … */
  weights: string;
}

export function net(): Net {
  const tensors = [
    '{"name":"dense1.w","shape":[2,16],"type":"F64","data":[0.6669,2.054,0.6066,-1.073,-0.2747,-1.366,0.1135,0.8427,-1.234,-0.4995,0.5921,-0.8547,1.207,-1.383,-0.9913,-0.659,1.325,-1.156,-0.5348,1.585,0.7275,-1.035,-1.603,-0.7367,-0.7643,1.324,0.9206,1.571,0.08675,0.4469,-0.7042,-0.8698]}',
    '{"name":"dense1.b","shape":[16],"type":"F64","data":[0.2486,0.6877,-0.1882,-2.803,0.2198,-0.3053,0.8232,-0.2649,0.2858,0.4005,-0.2134,-1.185,-0.2169,-0.3533,0.2534,0.2235]}',
    '{"name":"dense2.w","shape":[16,1],"type":"F64","data":[-0.7354,-0.6996,0.5453,6.639,0.7663,-1.066,-0.7044,1.362,0.9042,0.2776,1.017,-2.115,0.5856,-0.9546,0.4491,0.4932]}',
    '{"name":"dense2.b","shape":[1],"type":"F64","data":[0.5511]}',
  ];
  return {
    activations: ['relu', 'identity'],
    weights: `{"format":"gradus-weights","version":1,"tensors":[${tensors.join(',')}]}`,
  };
}

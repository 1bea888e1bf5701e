interface Net {
  activations: string[];
  weights: unknown;
}

export function net(): Net {
  const tensors = [
    '{"name":"dense1.w","shape":[2,7],"type":"F64","data":[0.09826,1.525,2.147,-0.05043,1.786,-3.25,-0.952,2.585,2.011,0.338,-1.5,-0.5909,1.811,-4.422]}',
    '{"name":"dense1.b","shape":[7],"type":"F64","data":[0.5746,-0.8427,0.6557,1.184,-2.65,-2.703,-1.869]}',
    '{"name":"dense2.w","shape":[7,5],"type":"F64","data":[0.3492,-0.6622,0.8276,1.153,-1.713,1.024,0.8122,0.1515,-1.921,2.177,-0.1232,-1.141,1.787,-0.43,2.366,-0.778,-1.274,-1.864,1.863,0.6018,2.905,-1.75,3.576,2.294,-1.86,1.285,-2.067,1.467,-1.399,0.7759,-4.194,-2.583,2.074,-0.7107,1.376]}',
    '{"name":"dense2.b","shape":[5],"type":"F64","data":[-4.863,3.916,-5.509,2.682,-0.3897]}',
    '{"name":"dense3.w","shape":[5,1],"type":"F64","data":[12.98,11.44,-6.348,-2.773,2.49]}',
    '{"name":"dense3.b","shape":[1],"type":"F64","data":[-1.954]}',
  ];
  return {
    activations: ['relu', 'relu', 'identity'],
    weights: { format: 'gradus-weights', version: 1, tensors: tensors.map((text) => JSON.parse(text) as unknown) },
  };
}

import { conformance, FLOAT32 } from '../conformance.suite';
import { openWasm } from '.';

// A sum of k products in float32 is off by up to about k · 2⁻²⁴, and the longest here has 900.
conformance('WebAssembly SIMD', openWasm, { tolerance: { ...FLOAT32, gemm: 5e-5 } });

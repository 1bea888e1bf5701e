import { conformance, FLOAT32, FLOAT64 } from '../conformance.suite';
import { js } from '.';

conformance('JavaScript float64', () => js('f64'), { tolerance: FLOAT64 });
conformance('JavaScript float32', () => js('f32'), { tolerance: FLOAT32 });

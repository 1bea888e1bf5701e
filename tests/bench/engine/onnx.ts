/** ONNX files written by hand (protobuf), so that no exporter is needed. */

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function varint(value: number): Uint8Array {
  const out: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    const low = rest % 128;
    if (rest < 128) return Uint8Array.from([...out, low]);
    out.push(low | 128);
  }
}

const join = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const number = (field: number, value: number): Uint8Array => join([varint(field * 8), varint(value)]);

function message(field: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const body = join(parts.map((part) => (typeof part === 'string' ? bytes(part) : part)));
  return join([varint(field * 8 + 2), varint(body.length), body]);
}

const FLOAT = 1;
const INT64 = 7;
const OPSET = 17;

/** An operation with lists of whole numbers as attributes. */
export function node(op: string, inputs: readonly string[], output: string, attributes: Record<string, number[]> = {}) {
  const lists = Object.entries(attributes).map(([key, values]) =>
    message(5, message(1, key), ...values.map((value) => number(8, value)), number(20, 7)),
  );
  return message(1, ...inputs.map((input) => message(1, input)), message(2, output), message(4, op), ...lists);
}

export function constant(name: string, shape: readonly number[], values: Float32Array | BigInt64Array): Uint8Array {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const type = values instanceof BigInt64Array ? INT64 : FLOAT;
  return message(5, ...shape.map((size) => number(1, size)), number(2, type), message(8, name), message(9, raw));
}

const described = (field: number, name: string, shape: readonly number[]): Uint8Array => {
  const sizes = message(2, ...shape.map((size) => message(1, number(1, size))));
  return message(field, message(1, name), message(2, message(1, number(1, FLOAT), sizes)));
};
export const input = (name: string, shape: readonly number[]): Uint8Array => described(11, name, shape);
export const output = (name: string, shape: readonly number[]): Uint8Array => described(12, name, shape);

export const file = (...graph: readonly Uint8Array[]): Uint8Array =>
  join([number(1, 8), message(7, ...graph, message(2, 'bench')), message(8, number(2, OPSET))]);

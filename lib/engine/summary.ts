/** What a model is made of: shapes, parameters and work, layer by layer. */
import type { Layer } from './layers/layer';
import { Sequential } from './layers/sequential';
import { formatShape, type Shape } from './shape';

export interface SummaryRow {
  readonly name: string;
  /** Shape of its output. */
  readonly output: Shape;
  readonly parameters: number;
  /** Floating-point operations of its forward pass; a whole training step takes about three times as many. */
  readonly flops: number;
}

export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  readonly flops: number;
  /** As a table. */
  readonly text: string;
}

/**
 * A model's layers in order, with the shapes that an input of `shape` takes on its way.
 *
 * @param shape of the input, with the batch: [1, 28, 28, 1]
 * @throws EngineError before `init`, and when the layers don't fit the input or each other, saying what to change
 * @example
 * summary(new Sequential(new Dense(784, 128, { activation: 'relu' }), new Dense(128, 10)).init(1), [32, 784]).text
 */
export function summary(model: Layer, shape: Shape): Summary {
  const rows = rowsOf(model, shape);
  const total = (of: (row: SummaryRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const [parameters, flops] = [total((row) => row.parameters), total((row) => row.flops)];
  return { rows, parameters, flops, text: table(rows, ['total', '', grouped(parameters), grouped(flops)]) };
}

function rowsOf(layer: Layer, shape: Shape): SummaryRow[] {
  const { output, flops } = layer.measure(shape);
  const parameters = layer.params.reduce((sum, p) => sum + p.size, 0);
  if (!(layer instanceof Sequential)) return [{ name: layer.name, output, parameters, flops }];
  const rows: SummaryRow[] = [];
  for (const child of layer.children) rows.push(...rowsOf(child, rows.at(-1)?.output ?? shape));
  return rows;
}

function table(rows: readonly SummaryRow[], last: readonly string[]): string {
  const body = rows.map((row) => [row.name, formatShape(row.output), grouped(row.parameters), grouped(row.flops)]);
  const lines = [['layer', 'output', 'parameters', 'flops'], ...body, last];
  const widths = last.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const pad = (cell: string, column: number): string =>
    column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return lines.map((line) => line.map(pad).join('  ')).join('\n');
}

const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

export function triple(x: number): number {
  return x + x + x;
}

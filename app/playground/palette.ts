/** From numbers between −127 and 127 to pixels: orange below zero, blue above, paper at zero. */

/** How many tokens of the diverging scale there are, from the plus end to the minus end. */
const STEPS = 11;
/** The ends of the scale are the colours of the points; surfaces stop short of them, so that points stand out. */
const FIRST = 2.5;
const LAST = 7.5;

export type Rgb = readonly [number, number, number];

/** 255 colours as ImageData stores them, for −127 … 127. `scale` is the diverging scale, plus end first. */
export function colourTable(scale: readonly Rgb[]): Uint32Array {
  const table = new Uint32Array(255);
  for (let i = 0; i < 255; i++) {
    const share = (127 - (i - 127)) / 254;
    table[i] = pack(mix(scale, FIRST + share * (LAST - FIRST)));
  }
  return table;
}

/** Pixels of a map. With `discrete` only the sign counts. */
export function paint(map: Int8Array, table: Uint32Array, pixels: Uint32Array, discrete: boolean): void {
  for (let i = 0; i < map.length; i++) {
    const value = map[i] as number;
    pixels[i] = table[(discrete ? (value >= 0 ? 127 : -127) : value) + 127] as number;
  }
}

function mix(scale: readonly Rgb[], at: number): Rgb {
  const low = Math.min(STEPS - 2, Math.floor(at));
  const share = at - low;
  const [a, b] = [scale[low] as Rgb, scale[low + 1] as Rgb];
  return [0, 1, 2].map((i) => (a[i] as number) * (1 - share) + (b[i] as number) * share) as unknown as Rgb;
}

/** ImageData is RGBA in memory; every machine that runs a browser is little-endian. */
function pack([r, g, b]: Rgb): number {
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

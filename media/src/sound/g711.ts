/** Samples from -1 to 1 of each byte of G.711 (ITU-T G.711, Tables 1 and 2), by its name in the facts. */
export const G711: Readonly<Record<'g711a' | 'g711u', Float32Array>> = {
  g711a: Float32Array.from({ length: 256 }, (_, byte) => aLaw(byte) / 32_768),
  g711u: Float32Array.from({ length: 256 }, (_, byte) => muLaw(byte) / 32_768),
};

export const isG711 = (codec: string): codec is keyof typeof G711 => codec in G711;

function aLaw(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = ((code & 15) << 4) + 8;
  const size = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return code & 0x80 ? size : -size;
}

function muLaw(byte: number): number {
  const code = ~byte & 0xff;
  const size = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? -size : size;
}

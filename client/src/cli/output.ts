/** Where a command writes. Lines of JSON and lines for people go to the same place, never mixed. */
export type Output = { line(text: string): void; error(text: string): void };

export const terminal: Output = {
  line: (text) => void process.stdout.write(`${shownSafely(text)}\n`),
  error: (text) => void process.stderr.write(`${shownSafely(text)}\n`),
};

/** Everything that a terminal obeys or hides, apart from what our own lines are laid out with. */
const STEERING = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Names and reasons are somebody else's: escaped as JSON does it, so that a line of JSON still says the same. */
export function shownSafely(text: string): string {
  return text.replace(STEERING, (sign) => {
    const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}

/** A table whose columns are as wide as they have to be; wide characters count twice. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(text));
  return rows
    .map((row) =>
      row
        .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** CJK characters take two columns of a terminal (Unicode TR 11, wide and full-width). */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

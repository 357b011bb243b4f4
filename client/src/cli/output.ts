import type { Rgb } from '@kaitong/contract/checks';

/** Colours of signs in a line that is all our own, from a place on; where there are no colours it says the same. */
export type Paint = { from: number; colours: readonly Rgb[] };

/** A line for people. */
export type Line = string | { text: string; paint: Paint };

/** Where a command writes. Lines of JSON and lines for people go to the same place, never mixed. */
export type Output = {
  line(text: string, paint?: Paint): void;
  error(text: string): void;
  /** How wide a line may be that can be made to fit; 80 where nobody says. */
  readonly columns?: number | undefined;
};

/** What people read of a command whose outcome is asked for as JSON: beside it, and never in it. */
export const besideJson = (output: Output, json: boolean): Output =>
  json ? { error: output.error, line: output.error, columns: output.columns } : output;

export function write(output: Output, lines: readonly Line[]): void {
  for (const line of lines)
    if (typeof line === 'string') output.line(line);
    else output.line(line.text, line.paint);
}

export const terminal: Output = {
  line: (text, paint) => void process.stdout.write(`${painted(shownSafely(text), paint)}\n`),
  error: (text) => void process.stderr.write(`${shownSafely(text)}\n`),
  get columns() {
    return process.stdout.columns;
  },
};

const FULL_COLOUR = 2 ** 24;

/** Not in files, pipes and terminals without colours, nor where NO_COLOR is set. */
function painted(text: string, paint: Paint | undefined): string {
  if (!paint || !process.stdout.isTTY || !process.stdout.hasColors(FULL_COLOUR)) return text;
  const { from, colours } = paint;
  const signs = [...text.slice(from, from + colours.length)];
  const shown = signs.map((sign, n) => `\u001b[38;2;${(colours[n] ?? []).join(';')}m${sign}`).join('');
  return `${text.slice(0, from)}${shown}\u001b[0m${text.slice(from + colours.length)}`;
}

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

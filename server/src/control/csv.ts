import type { CsvCell } from '@kaitong/contract/list-files';

/** Without a byte order mark Excel reads UTF-8 as the machine's old code page, and Chinese turns to rubbish. */
export const csvStart = '\ufeff';

/** One record. It ends as lines of text do: what a script cuts from the last column has no `\r` at its end; Excel reads both. */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(cellText).join(',')}\n`;

const cellText = (cell: CsvCell): string => ('number' in cell ? cell.number : quoted(harmless(cell.text)));

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * Spreadsheets run a cell that begins with one of these as a formula, in full width too, and past spaces; an apostrophe
 * before it makes it text (OWASP, CSV injection). Numbers are ours, so a minus before them stays.
 */
const harmless = (text: string): string => (/^(?:[\t\r\n]|\s*[=+\-@＝＋－＠|])/.test(text) ? `'${text}` : text);

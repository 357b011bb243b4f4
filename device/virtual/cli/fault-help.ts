import { faultCodes, faults } from '../faults/catalogue.ts';

/** One line per fault: code, what the firmware does, what it needs. */
export function faultHelp(): string {
  const width = Math.max(...faultCodes.map(({ length }) => length));
  return faultCodes
    .map((code) => {
      const { about, needs } = faults[code];
      const only = needs ? ` (${Object.values(needs).join(', ')})` : '';
      return `${code.padEnd(width)}  ${about}${only}\n`;
    })
    .join('');
}

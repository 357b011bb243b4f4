import { type Day, isDay } from './days.ts';

const WHOLE = /^(\d{4})(-?)(\d\d)\2(\d\d)$/;
/** With other marks between, and no noughts before. */
const LEFT = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;

/** A day that needs no further digit. A phone's keys for numbers have no hyphen. */
export const readWholeDay = (text: string): Day | undefined => {
  const [, year, , month, day] = WHOLE.exec(text) ?? [];
  return write(year, month, day);
};

/** The day that somebody meant who typed no more. Chinese keyboards write digits of full width. */
export const readLeftDay = (text: string): Day | undefined => {
  const plain = text.normalize('NFKC').replaceAll(' ', '');
  const [, year, month, day] = LEFT.exec(plain) ?? [];
  return readWholeDay(plain) ?? write(year, month, day);
};

function write(year = '', month = '', day = ''): Day | undefined {
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(written) ? written : undefined;
}

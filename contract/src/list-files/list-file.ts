import type { Op, Output } from '../kit/op.ts';
import type { Language } from '../languages.ts';
import { decimalOf, type Money } from '../money.ts';

/** What a cell holds: text that somebody may have written, or a number that we did. */
export type CsvCell = { text: string } | { number: string };

type Titles = readonly [zhCN: string, en: string];
export type Column<T> = { titles: Titles; cell: (item: T, language: Language) => CsvCell };

/** A list that is a file too: narrowed as the list is, whole instead of page by page. */
export type ListFile = {
  operation: Op;
  /** Stands in the file's name. */
  name: string;
  columns: readonly Column<unknown>[];
  /** The lines of an item, where it is not one. */
  linesOf?: (item: unknown) => readonly unknown[];
};

type ItemOf<O extends Op> = Output<O> extends { items: (infer Item)[] } ? Item : never;

export const listFile = <const O extends Op>(
  operation: O,
  name: string,
  columns: readonly Column<ItemOf<O>>[],
): ListFile => ({ operation, name, columns: columns as readonly Column<unknown>[] });

/** A list whose items are several lines each. */
export const listFileByLine =
  <const O extends Op, L>(operation: O, name: string, linesOf: (item: ItemOf<O>) => readonly L[]) =>
  (columns: readonly Column<L>[]): ListFile => ({
    ...{ operation, name, columns: columns as readonly Column<unknown>[] },
    linesOf: linesOf as (item: unknown) => readonly unknown[],
  });

export const titleOf = ({ titles: [zhCN, en] }: Pick<Column<never>, 'titles'>, language: Language): string =>
  language === 'zh-CN' ? zhCN : en;

type Shown = string | null | undefined;

export const text = <T>(titles: Titles, of: (item: T) => Shown): Column<T> => ({
  titles,
  cell: (item) => ({ text: of(item) ?? '' }),
});

export const number = <T>(titles: Titles, of: (item: T) => number | null): Column<T> => ({
  titles,
  cell: (item) => ({ number: String(of(item) ?? '') }),
});

/** An amount without its currency, which has a column of its own: spreadsheets add up numbers. */
export const amount = <T>(titles: Titles, of: (item: T) => Money | null): Column<T> => ({
  titles,
  cell(item) {
    const money = of(item);
    return { number: money === null ? '' : decimalOf(money) };
  },
});

/** One of a closed set, in words. */
export const word = <T, W extends string>(
  titles: Titles,
  of: (item: T) => W | null,
  words: Readonly<Record<W, Titles>>,
): Column<T> => ({
  titles,
  cell(item, language) {
    const said = of(item);
    return { text: said === null ? '' : titleOf({ titles: words[said] }, language) };
  },
});

export const YES_NO = { yes: ['是', 'yes'], no: ['否', 'no'] } as const;
export const yesNo = (is: boolean): 'yes' | 'no' => (is ? 'yes' : 'no');

/** For a cell that holds amounts of several currencies. */
export const moneyText = (money: Money): string => `${decimalOf(money)} ${money.currency}`;

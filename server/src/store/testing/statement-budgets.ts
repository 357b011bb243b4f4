import budgets from './statement-budgets.json' with { type: 'json' };

/** Statements of an operation, begin and commit counted; `told`: notifications instead. The numbers only fall: what the file held before is a bound. */
export const STATEMENT_BUDGETS = budgets;

export type Budgets = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The numbers that are higher in a table than they were in one of those before it, each once. */
export function findRisen(now: Budgets, earlier: readonly Budgets[]): string[] {
  return Object.entries(now).flatMap(([group, operations]) =>
    Object.entries(operations).flatMap(([operation, number]) => {
      const lowest = Math.min(...earlier.map((table) => table[group]?.[operation] ?? Number.POSITIVE_INFINITY));
      return number > lowest ? [`${group}, ${operation}: ${number}, and was ${lowest}`] : [];
    }),
  );
}

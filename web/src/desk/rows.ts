import { keepChoice } from './kept-choice.ts';

/** How high the rows of tables are. */
export const ROWS = ['roomy', 'compact'] as const;
export type Rows = (typeof ROWS)[number];

const { choose, use } = keepChoice<Rows>('kaitong.rows', ROWS);
export const chooseRows = choose;
export const useRows = use;

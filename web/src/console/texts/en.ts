import { first } from './en/first.ts';
import { later } from './en/later.ts';

export const en = { ...first, ...later };

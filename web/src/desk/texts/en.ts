import { audited } from './en/audited.ts';
import { first } from './en/first.ts';

export const en = { ...first, ...audited };

import { frame } from './en/frame.ts';
import { selling } from './en/selling.ts';

export const en = { ...frame, ...selling };

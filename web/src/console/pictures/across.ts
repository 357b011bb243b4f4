import type { CSSProperties } from 'react';
import type { Span } from './picture-strip.ts';

/** Where a span lies on a line that is so many seconds long. */
export const across = ({ from, to }: Span, seconds: number): CSSProperties => ({
  insetInlineStart: `${(from / seconds) * 100}%`,
  width: `${((to - from) / seconds) * 100}%`,
});

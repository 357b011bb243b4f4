import { useLayoutEffect } from 'react';
import { colourSheet } from '../ui/tokens.ts';
import { useMedia } from '../ui/use-media.ts';
import { keepChoice } from './kept-choice.ts';

/** `system`: light or dark as the machine is. */
export const SCHEMES = ['system', 'light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

const { choose, use } = keepChoice<Scheme>('kaitong.scheme', SCHEMES);
export const chooseScheme = choose;
export const useScheme = use;

/** Whether the pages are dark now. What was chosen stands in place of the machine's colours for as long as this is used. */
export function useDark(): boolean {
  const scheme = useScheme();
  const isMachineDark = useMedia('(prefers-color-scheme: dark)');
  const isDark = scheme === 'system' ? isMachineDark : scheme === 'dark';
  useLayoutEffect(() => {
    if (scheme === 'system') return;
    const style = document.createElement('style');
    style.textContent = colourSheet(isDark);
    document.head.append(style);
    return () => style.remove();
  }, [scheme, isDark]);
  return isDark;
}

import { hasChineseGlyphs } from './chinese-glyphs.ts';
import { tokenSheet } from './tokens.ts';
import './base.css';

/** Puts colours and fonts in place; wait for it before the first render. */
export async function startDesign(): Promise<void> {
  const style = document.createElement('style');
  style.textContent = tokenSheet();
  document.head.append(style);
  if (hasChineseGlyphs()) return;
  await import('./chinese-font.ts');
  // First in the list and before the first text: Chromium keeps the boxes that it drew while a later font was loading.
  style.textContent = tokenSheet(true);
}

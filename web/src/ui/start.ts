import { tokenSheet } from './tokens.ts';
import './base.css';

/** Puts colours and fonts in place; call before the first render. */
export function startDesign(): void {
  const style = document.createElement('style');
  style.textContent = tokenSheet;
  document.head.append(style);
  void import('./fonts.ts');
}

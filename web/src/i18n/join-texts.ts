import type { Catalogue } from './catalogue.ts';

/** Two parts of one catalogue. A group may have texts in both: what a menu says of a page, and the page's own. */
export function joinTexts<A extends Catalogue, B extends Catalogue>(first: A, later: B): A & B {
  const joined: Record<string, string | Catalogue> = { ...first, ...later };
  for (const [group, texts] of Object.entries(later)) {
    const others = first[group];
    if (typeof texts === 'object' && typeof others === 'object') joined[group] = joinTexts(others, texts);
  }
  return joined as A & B;
}

/**
 * Characters that nobody sees and that steer what shows them: control characters (a terminal obeys them, PostgreSQL takes
 * no NUL), line separators, marks that turn the direction of writing, halves of surrogate pairs. The two joiners are part
 * of how words and emoji are written.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Paths of the texts in a parsed input that hold such characters. */
export function findUnseen(input: unknown): string[] {
  const found: string[] = [];
  const left: [path: string, value: unknown][] = [['', input]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [path, value] = next;
    if (typeof value === 'string' && UNSEEN.test(value)) found.push(path);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, part] of Object.entries(value)) left.push([path === '' ? name : `${path}.${name}`, part]);
  }
  return found;
}

import type { Catalogue } from '../catalogue.ts';

/** Every text of a catalogue with its key, `group.key`. */
export const leaves = (catalogue: Catalogue, prefix = ''): [string, string][] =>
  Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  );

/** Each key with the names of the values that its text needs. */
export const placeholders = (catalogue: Catalogue): Map<string, string[]> =>
  new Map(
    leaves(catalogue).map(([key, text]) => [
      key,
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort(),
    ]),
  );

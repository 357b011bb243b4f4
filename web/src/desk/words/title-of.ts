/** A page's title is the thing: its name, how it stands and which version it is, as far as they are known. */
export const titleOf = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(' · ');

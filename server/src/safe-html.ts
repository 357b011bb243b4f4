/** Text as it may stand in a page, between tags and in quoted attributes. */
export const safe = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const HERE = 'http://here.invalid';

/** Whether a text that stood in an address leads to a page of this site, however a browser reads it. */
export const isOwnPath = (text: string): boolean => text.startsWith('/') && URL.parse(text, HERE)?.origin === HERE;

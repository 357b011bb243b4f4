/** XML 1.0 has no form at all for most control characters (section 2.2). */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

export const quoted = (text: string): string =>
  `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;

/** `Content-Disposition` of a file to be saved (RFC 6266): its name in UTF-8, percent-encoded (RFC 8187). */
export const attachment = (fileName: string): string =>
  `attachment; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;

export type IssuedLicence = { uuid: string; authKey: string };

/**
 * What factory tools read: a header, one unit a line; values are letters and digits only. Lines end with LF alone, which
 * spreadsheets read as well: with RFC 4180's CRLF a shell's `read` would put a carriage return into the AuthKey.
 */
export function licenceCsv(pid: string, licences: readonly IssuedLicence[]): string {
  const rows = licences.map(({ uuid, authKey }) => `${pid},${uuid},${authKey}`);
  return `${['pid,uuid,auth_key', ...rows].join('\n')}\n`;
}

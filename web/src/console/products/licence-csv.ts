export type IssuedLicence = { uuid: string; authKey: string };

/** What factory tools read: a header, one unit a line, CRLF (RFC 4180). Values are letters and digits only. */
export function licenceCsv(pid: string, licences: readonly IssuedLicence[]): string {
  const rows = licences.map(({ uuid, authKey }) => `${pid},${uuid},${authKey}`);
  return `${['pid,uuid,auth_key', ...rows].join('\r\n')}\r\n`;
}

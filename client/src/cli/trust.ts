import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { UsageError } from './usage-error.ts';

/**
 * From now on this program trusts servers of this authority, beside those that everybody trusts.
 *
 * @param file its certificate in PEM, as a server offers it at `/ca.crt`
 * @throws UsageError
 */
export function trustAuthority(file: string): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`The authority ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    new X509Certificate(text);
  } catch {
    throw new UsageError(`${file} holds no certificate in PEM; a server offers that of its authority at /ca.crt.`);
  }
  setDefaultCACertificates([...getCACertificates('default'), text]);
}

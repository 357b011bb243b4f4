import type { Duration } from '@kaitong/contract';
import type { OrderFiles } from './order-files.ts';

/** Who is asked for certificates, and by whom. */
export type AcmeAccount = {
  /** Address of the authority's directory (RFC 8555, 7.1.1). */
  directory: string;
  /** Where the authority writes to when something is wrong with a certificate. */
  mail: string | undefined;
  /** Of the authority's own server, where that is not trusted by itself: its root in PEM. */
  rootFile: string | undefined;
  /** Where it looks whether the name is ours: an address of this machine, and what port 80 of the name leads to. */
  listenOn: { host: string; port: number };
};

/** Orders a certificate for a name and keeps it in its file; rejects with the reason in words. */
export type OrderCertificate = (host: string, files: OrderFiles, signal: AbortSignal) => Promise<void>;

/** The authority has no time for us. */
export class AuthorityBusy extends Error {
  override readonly name = 'AuthorityBusy';
  readonly retryAfter: Duration;

  constructor(message: string, retryAfter: Duration) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

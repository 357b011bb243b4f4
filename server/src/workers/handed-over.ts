import type { ServerCertificate, WrongCertificate } from '@kaitong/contract';
import type { JudgeFacts } from '@kaitong/judge';
import type { Addresses } from '../addresses.ts';
import type { Config } from '../config.ts';
import type { Connection } from '../store/connection.ts';
import type { Authority } from '../tls/own-authority.ts';
import type { Pair } from '../tls/pair.ts';
import type { Line } from './line.ts';

/** How lines to this server are encrypted, the newest. */
export type Encryption = { pair: Pair | undefined; certificate: ServerCertificate | null };

/** What the first process of a server gives each worker at its start: what it has opened, found out or been told. */
export type HandedOver = Encryption & {
  number: number;
  config: Config;
  connection: Connection;
  addresses: Addresses;
  authority: Authority | undefined;
  /** `undefined`: no region is played. */
  judge: JudgeFacts | undefined;
  impostorUrls: ReadonlyMap<WrongCertificate, string>;
  pages: string | undefined;
  logLevel: string;
};

export type ToWorker =
  | { is: 'begin'; given: HandedOver }
  | { is: 'encryption'; encryption: Encryption }
  | { is: 'leave' }
  | { is: 'stop' };
export type ToFirst = { is: 'ready' };

export type LineToFirst = Line<ToFirst, ToWorker>;

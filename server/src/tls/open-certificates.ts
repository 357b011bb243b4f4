import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { type Duration, days, hours } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { AcmeAccount } from './acme/authority.ts';
import { type Exclusively, keepOrdered } from './acme/keep-ordered.ts';
import { openOrderFiles } from './acme/order-files.ts';
import { followFiles } from './follow-files.ts';
import { issueSelfSigned } from './issue.ts';
import { findNames } from './names.ts';
import { type Authority, type OwnAuthority, openOwnAuthority } from './own-authority.ts';
import type { Pair } from './pair.ts';
import type { CertificateFiles } from './read-files.ts';

/** Where the certificate of this server comes from. */
export type TlsSource = { from: 'self' } | ({ from: 'files' } & CertificateFiles) | ({ from: 'acme' } & AcmeAccount);

/** How it stands, for the operator. */
export type CertificateState = {
  from: TlsSource['from'];
  /** `undefined`: there is none that anybody trusts. */
  endsAt: Date | undefined;
  /** Why there is no newer one, in words. */
  problem: string | undefined;
};

/** What encrypts the lines to this server, the newest. */
export type Certificates = {
  current(): Pair;
  /** Only where it is one of this server's own making: others have to be told to trust it. */
  authority: Authority | undefined;
  /** There, too: certificates under it for tests of cameras. */
  issue?: OwnAuthority['issue'];
  /** Calls `listener` with each later one. */
  follow(listener: (pair: Pair) => void): void;
  /** Only where they are ordered: begins with that. Resolves when the first look is over, whatever came of it. */
  order?(exclusively: Exclusively): Promise<void>;
  state(): CertificateState;
  close(): Promise<void>;
};

export type CertificatesOptions = {
  source: TlsSource;
  /** For an authority of its own. */
  folder: string;
  /** The host that people and cameras know. */
  host: string;
  log: Log;
  /** Files that somebody writes are whole after so long. */
  patience?: Duration;
};

const LOOK_EVERY = hours(1);
const STAND_IN_LASTS = days(365);

/** @throws CertificateError */
export async function openCertificates(options: CertificatesOptions): Promise<Certificates> {
  const { source, host, log } = options;
  const listeners: ((pair: Pair) => void)[] = [];
  const tell = (pair: Pair): void => {
    log.info({ host }, 'certificate.renewed');
    for (const listener of listeners) listener(pair);
  };
  const opened = source.from === 'self' ? await makeOwn(options, tell) : await readOthers(options, source, tell);
  return { authority: undefined, ...opened, follow: (listener) => void listeners.push(listener) };
}

type Opened = Omit<Certificates, 'follow' | 'authority'> & Partial<Pick<Certificates, 'authority'>>;
type Tell = (pair: Pair) => void;

async function makeOwn({ folder, host, log }: CertificatesOptions, tell: Tell): Promise<Opened> {
  const own = await openOwnAuthority(folder, findNames(host));
  let problem: string | undefined;
  const renew = async (): Promise<boolean> => await own.renew(findNames(host)); // asking for names may fail, too
  const look = setInterval(() => {
    renew().then(
      (isNew) => {
        problem = undefined;
        if (isNew) tell(own.current());
      },
      (err: unknown) => {
        problem = String(err);
        log.error({ err }, 'certificate.not_renewed');
      },
    );
  }, LOOK_EVERY).unref();
  const { authority, current, issue } = own;
  return {
    ...{ authority, current, issue },
    state: () => ({ from: 'self', endsAt: endOf(current()), problem }),
    close: async () => clearInterval(look),
  };
}

type Others = Exclude<TlsSource, { from: 'self' }>;

async function readOthers(options: CertificatesOptions, source: Others, tell: Tell): Promise<Opened> {
  if (source.from === 'acme') return await openOrdered(options, source, tell);
  const followed = await followFiles(source, { ...options, tell });
  return {
    current: () => followed.current(),
    state: () => ({ from: 'files', endsAt: endOf(followed.current()), problem: followed.problem() }),
    close: async () => followed.close(),
  };
}

/** Until the first one comes, whoever connects is shown one that vouches for itself, and that nobody trusts. */
async function openOrdered(
  { folder, host, log }: CertificatesOptions,
  account: AcmeAccount,
  tell: Tell,
): Promise<Opened> {
  // The library that orders costs every start of a server a fifth of a second, and most servers order nothing.
  const { orderCertificate } = await import('./acme/order-certificate.ts');
  const now = (): number => systemClock.now().getTime();
  const files = openOrderFiles(path.join(folder, 'acme'), account.directory, host);
  const standIn = await issueSelfSigned([host], { from: now(), length: STAND_IN_LASTS });
  const both = { cert: files.certificate, key: files.certificate };
  const followed = await followFiles(both, { host, log, tell, standIn });
  const real = (): Pair | undefined => (followed.current() === standIn ? undefined : followed.current());
  let kept: { first: Promise<void>; stop(): Promise<void> } | undefined;
  return {
    current: () => followed.current(),
    async order(exclusively) {
      kept = keepOrdered({
        ...{ host, files, exclusively, now, log },
        order: orderCertificate(account),
        validity() {
          followed.look();
          return validityOf(real());
        },
        onKept: () => followed.look(),
      });
      await kept.first;
    },
    state() {
      const pair = real();
      return { from: 'acme', endsAt: pair && endOf(pair), problem: files.readState()?.problem };
    },
    async close() {
      followed.close();
      await kept?.stop();
    },
  };
}

const endOf = ({ cert }: Pair): Date => new X509Certificate(cert).validToDate;

function validityOf(pair: Pair | undefined): { from: number; until: number } | undefined {
  if (!pair) return undefined;
  const { validFromDate, validToDate } = new X509Certificate(pair.cert);
  return { from: validFromDate.getTime(), until: validToDate.getTime() };
}

import { watch } from 'node:fs';
import path from 'node:path';
import { hours } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { findNames } from './names.ts';
import { type Authority, type OwnAuthority, openOwnAuthority } from './own-authority.ts';
import { CertificateError, type Pair } from './pair.ts';
import { type CertificateFiles, findWorries, readFiles } from './read-files.ts';

/** Where the certificate of this server comes from. */
export type TlsSource = { from: 'self' } | ({ from: 'files' } & CertificateFiles);

/** What encrypts the lines to this server, the newest. */
export type Certificates = {
  current(): Pair;
  /** Only where it is one of this server's own making: others have to be told to trust it. */
  authority: Authority | undefined;
  /** There, too: certificates under it for tests of cameras. */
  issue?: OwnAuthority['issue'];
  /** Calls `listener` with each later one. */
  follow(listener: (pair: Pair) => void): void;
  close(): void;
};

export type CertificatesOptions = {
  source: TlsSource;
  /** For an authority of its own. */
  folder: string;
  /** The host that people and cameras know. */
  host: string;
  log: Log;
};

const LOOK_EVERY = hours(1);

/** @throws CertificateError */
export async function openCertificates({ source, folder, host, log }: CertificatesOptions): Promise<Certificates> {
  const listeners: ((pair: Pair) => void)[] = [];
  const tell = (pair: Pair): void => {
    log.info({ host }, 'certificate.renewed');
    for (const listener of listeners) listener(pair);
  };
  const follow: Certificates['follow'] = (listener) => void listeners.push(listener);
  if (source.from === 'files') return { ...watchFiles(source, { host, log, tell }), authority: undefined, follow };
  const own = await openOwnAuthority(folder, findNames(host));
  const look = setInterval(() => {
    own.renew(findNames(host)).then(
      (isNew) => isNew && tell(own.current()),
      (err: unknown) => log.error({ err }, 'certificate.not_renewed'),
    );
  }, LOOK_EVERY).unref();
  const { authority, current, issue } = own;
  return { authority, current, issue, follow, close: () => clearInterval(look) };
}

type Watch = { host: string; log: Log; tell(pair: Pair): void };

/** Follows files as tools renew them: written over, renamed into place, or through a link that is set anew. */
function watchFiles(files: CertificateFiles, { host, log, tell }: Watch): Pick<Certificates, 'current' | 'close'> {
  const read = readFiles(files);
  if ('wrong' in read) throw new CertificateError(read.wrong);
  let current = read;
  let said = '';
  warn(current);
  function warn(pair: Pair): void {
    for (const worry of findWorries(pair, host, systemClock.now().getTime()))
      log.error({ file: files.cert, worry }, 'certificate.doubtful');
  }
  function look(): void {
    const found = readFiles(files);
    if ('wrong' in found) {
      // Between the writing of the one and of the other they do not fit; the present ones go on.
      if (found.wrong !== said) log.warn({ reason: found.wrong }, 'certificate.not_taken');
      said = found.wrong;
      return;
    }
    said = '';
    if (found.cert === current.cert && found.key === current.key) return;
    current = found;
    warn(found);
    tell(found);
  }
  const folders = [...new Set([files.cert, files.key].map((file) => path.dirname(file)))];
  const watchers = folders.map((folder) => watch(folder, { persistent: false }, look).on('error', look));
  const timer = setInterval(look, LOOK_EVERY).unref(); // of folders over the network nothing is told
  return {
    current: () => current,
    close() {
      clearInterval(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

import type { WrongCertificate } from '@kaitong/contract';
import type { Log } from '../log.ts';
import type { OwnAuthority } from '../tls/own-authority.ts';
import { type Impostor, type ImpostorEars, startImpostor } from './impostor.ts';
import { createWrongCertificates, wrongCertificates } from './wrong-certificate.ts';

export type Impostors = {
  /** As cameras reach them. */
  urls: ReadonlyMap<WrongCertificate, string>;
  tell(ears: (wrong: WrongCertificate) => ImpostorEars): void;
  close(): Promise<void>;
};

export type ImpostorsOptions = {
  host: string;
  /** Of the first; the others take those after it. 0: any. */
  port: number;
  /** The host that cameras know. */
  publicHost: string;
  issue: OwnAuthority['issue'] | undefined;
  log: Log;
};

const urlOf = (publicHost: string, port: number): string => `https://${publicHost}:${port}`;

/** Of those that another process has, from this port on. */
export const impostorUrls = (
  { host, port }: { host: string; port: number },
  hasAuthority: boolean,
): Impostors['urls'] => new Map(wrongCertificates(hasAuthority).map((wrong, n) => [wrong, urlOf(host, port + n)]));

/** A server for each wrong certificate. */
export async function startImpostors({ host, port, publicHost, issue, log }: ImpostorsOptions): Promise<Impostors> {
  const started = new Map<WrongCertificate, Impostor>();
  const close = async (): Promise<void> => {
    await Promise.all([...started.values()].map((impostor) => impostor.close()));
  };
  const name = publicHost.replace(/^\[|\]$/g, '');
  try {
    for (const [wrong, certificate] of await createWrongCertificates(name, issue))
      started.set(wrong, await startImpostor({ host, port: port && port + started.size, certificate, log }));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    urls: new Map([...started].map(([wrong, impostor]) => [wrong, urlOf(publicHost, impostor.port)])),
    tell(ears) {
      for (const [wrong, impostor] of started) impostor.tell(ears(wrong));
    },
    close,
  };
}

import { hostname, networkInterfaces } from 'node:os';
import { domainToASCII } from 'node:url';

/** What a host name may look like in a certificate. */
const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/;

/** Every name and address that somebody on this network may know this machine by, the public one first. */
export function findNames(publicHost: string): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .map(({ address }) => address);
  const host = domainToASCII(hostname().toLowerCase());
  const names = [publicHost, 'localhost', '127.0.0.1', '::1', ...addresses];
  // What is said over mDNS is not listed anywhere.
  if (HOST.test(host)) names.push(host, ...(host.includes('.') ? [] : [`${host}.local`]));
  return [...new Set(names)];
}

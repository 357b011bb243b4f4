import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';

/** All addresses of a name, IPv4 first; none where nobody knows it. Once `signal` is aborted nobody is asked any more. */
export type FindAddresses = (name: string, signal: AbortSignal) => Promise<string[]>;

type Options = {
  /** Name servers, as `127.0.0.1:53`; else the system's. */
  servers?: readonly string[];
  /** Names that the operator gave this machine, which stand above what any server says. */
  hosts?: string;
};

/** Of each kind of address: asked again once, after two seconds. */
const PATIENCE = { timeout: 2000, tries: 2 };

/**
 * Asks name servers itself. The system's way takes a thread for each name, of which the process has two: two strangers whose
 * name servers say nothing would hold up every other name. It is asked for names of one label alone, which no stranger serves
 * and which only it knows how to complete.
 */
export function findAddresses({ servers, hosts = '/etc/hosts' }: Options = {}): FindAddresses {
  return async (name, signal) => {
    const own = addressesIn(await readFile(hosts, 'utf8').catch(() => ''), name);
    if (own.length > 0) return own;
    if (!name.includes('.')) return (await lookup(name, { all: true })).map(({ address }) => address);
    const resolver = new Resolver(PATIENCE);
    if (servers) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel);
    const asked = Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    if (signal.aborted) cancel();
    const answers = await asked;
    signal.removeEventListener('abort', cancel);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}

/** In the form of `hosts(5)`: an address and its names on a line. */
function addressesIn(text: string, name: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return address && names.some((one) => one.toLowerCase() === name) ? [address] : [];
  });
}

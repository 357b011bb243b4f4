import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Says of an IP address whether something may be sent to it: everybody's, or of our own networks. */
export type AddressRules = {
  /** `public`: on the internet; `allowed`: inside, and the operator said that it may be; `refused`: inside. */
  kindOf(address: string): 'public' | 'allowed' | 'refused';
  /** Whether the operator allowed any address inside. */
  allowsPrivate: boolean;
};

/** IANA's special-purpose registries of IPv4: nobody's on the internet, or not one host's. */
const INSIDE_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** All that is given out to hosts. The rest is inside, or carries an IPv4 address that this list would not see. */
const OUTSIDE_IPV6 = ['2000::/3'];
/** Of those: Teredo and other protocol assignments, documentation, 6to4. */
const INSIDE_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** @param privateNetworks addresses inside, and networks like 10.1.0.0/16, that may be sent to all the same */
export function addressRules(privateNetworks: readonly string[]): AddressRules {
  const allowed = listOf(privateNetworks);
  return {
    allowsPrivate: privateNetworks.length > 0,
    kindOf(given) {
      const address = unmapped(given);
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (family === 'ipv6' && !isIPv6(address)) return 'refused';
      if (allowed.check(address, family)) return 'allowed';
      if (family === 'ipv4') return inside.check(address, family) ? 'refused' : 'public';
      return outside.check(address, family) && !inside.check(address, family) ? 'public' : 'refused';
    },
  };
}

const inside = listOf([...INSIDE_IPV4, ...INSIDE_IPV6]);
const outside = listOf(OUTSIDE_IPV6);

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** `::ffff:127.0.0.1`, in whichever spelling, reaches 127.0.0.1. */
function unmapped(address: string): string {
  if (!isIPv6(address)) return address;
  const { hostname } = new URL(`http://[${address.split('%', 1)[0]}]`);
  const [, high = '', low = ''] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname) ?? [];
  if (high === '') return address;
  const bytes = [high, low].flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]);
  return bytes.join('.');
}

/**
 * Whom an address stands for when tries are counted. IPv6 gives every customer at least a /64 (RFC 6177), and whoever has
 * one could try with each of its 2^64 addresses; an IPv4 address that came over an IPv6 socket is that IPv4 address.
 */
export function networkOf(ip: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? [];
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip;
  const [before = '', after] = ip.toLowerCase().split('%', 1)[0]?.split('::') ?? [];
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  const groups = [...head, ...zeros, ...tail].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${groups.join(':')}::/64`;
}

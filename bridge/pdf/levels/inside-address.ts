import { BlockList, isIP } from 'node:net';

const INSIDE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  INSIDE.addSubnet(net, bits, 'ipv6');

/** Host of an address as {@link isInside} compares it. */
export const hostOf = (address: string): string => new URL(address).hostname.replace(/^\[|\]$/gu, '');

/**
 * An address of this machine or of the office's network. Answers come over plain HTTP: who stands on the line must not
 * be able to send our questions in there. Hosts that the settings or the caller name were chosen by a person.
 */
export function isInside(address: string, namedHosts?: ReadonlySet<string>): boolean {
  if (!URL.canParse(address)) return true;
  const host = hostOf(address);
  if (namedHosts?.has(host)) return false;
  const kind = isIP(host);
  if (kind === 0) return host === 'localhost' || host.endsWith('.localhost');
  return INSIDE.check(host, kind === 4 ? 'ipv4' : 'ipv6');
}

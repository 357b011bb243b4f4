/** The least that a player of HLS does (RFC 8216): reads a playlist, fetches keys and objects, decrypts. */
import { createDecipheriv } from 'node:crypto';

type Key = { url: string; iv: string } | null;
export type Line = {
  url: string;
  key: Key;
  map: { url: string; key: Key } | null;
  isApart: boolean;
  at: string | null;
};
export type Parsed = { segments: Line[]; type: string; ended: boolean; durations: number[]; text: string };

export function parsePlaylist(text: string): Parsed {
  const parsed: Parsed = { segments: [], type: '', ended: false, durations: [], text };
  let [key, map, isApart, at]: [Key, Line['map'], boolean, string | null] = [null, null, false, null];
  for (const line of text.split('\n')) {
    const [, tag = '', value = ''] = /^#(EXT[A-Z0-9-]*):?(.*)$/.exec(line) ?? [];
    const [, url = ''] = /URI="([^"]+)"/.exec(value) ?? [];
    if (tag === 'EXT-X-KEY') key = url === '' ? null : { url, iv: /IV=0x([0-9a-f]{32})/.exec(value)?.[1] ?? '' };
    if (tag === 'EXT-X-MAP') map = { url, key };
    if (tag === 'EXT-X-DISCONTINUITY') isApart = true;
    if (tag === 'EXT-X-PROGRAM-DATE-TIME') at = value;
    if (tag === 'EXT-X-PLAYLIST-TYPE') parsed.type = value;
    if (tag === 'EXT-X-ENDLIST') parsed.ended = true;
    if (tag === 'EXTINF') parsed.durations.push(Number.parseFloat(value));
    if (line === '' || line.startsWith('#')) continue;
    parsed.segments.push({ url: line, key, map, isApart, at });
    [isApart, at] = [false, null];
  }
  return parsed;
}

/** Status and problem code, for what is refused. */
export async function refusedAs(url: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.status < 400) return String(response.status);
  return `${response.status} ${(JSON.parse(text) as { code: string }).code}`;
}

async function get(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

export const readPlaylist = async (url: string): Promise<Parsed> => parsePlaylist(String(await get(url)));

async function fetchObject(playlistUrl: string, { url, key }: { url: string; key: Key }): Promise<Buffer> {
  const bytes = await get(new URL(url, playlistUrl).href);
  if (key === null) return bytes;
  const raw = await get(new URL(key.url, playlistUrl).href);
  const decipher = createDecipheriv('aes-128-cbc', raw, Buffer.from(key.iv, 'hex'));
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

/** Everything that a player puts through its decoder, in order. */
export async function play(playlistUrl: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let map: string | undefined;
  for (const segment of (await readPlaylist(playlistUrl)).segments) {
    if (segment.map && segment.map.url !== map) parts.push(await fetchObject(playlistUrl, segment.map));
    map = segment.map?.url;
    parts.push(await fetchObject(playlistUrl, segment));
  }
  return Buffer.concat(parts);
}

import type { Container, EventDeclaration, ObjectDeclaration, ObjectKind } from '@kaitong/contract/checks';
import { inspectObject, sniffContainer, type VideoFacts } from '@kaitong/media';
import { nodePorts } from '../node-ports.ts';
import type { LocalFile } from './read-clip.ts';

const UNKNOWN: EventDeclaration = { container: 'ts', codec: 'h264', width: 1, height: 1, encryption: 'none' };

/** What a device would have to declare for a file, with the file's own hashes. */
export function declareFile(n: number, kind: ObjectKind, bytes: Uint8Array, durationMs: number): ObjectDeclaration {
  const hash = (algorithm: 'md5' | 'sha256'): string => nodePorts.hash(algorithm, [bytes]);
  return { n, kind, bytes: bytes.length, durationMs, md5: hash('md5'), sha256: hash('sha256'), iv: null };
}

/** What a file is, by its bytes. */
export function kindOf(bytes: Uint8Array): ObjectKind {
  const sniffed = sniffContainer(bytes);
  if (sniffed === 'jpeg' || sniffed === 'png') return 'snapshot';
  if (sniffed !== 'isobmff') return 'segment';
  const object = declareFile(0, 'init', bytes, 0);
  const { facts, findings } = inspectObject({ bytes, object, event: UNKNOWN }, nodePorts);
  if (findings.some(({ code }) => code === 'mp4.bomb')) return 'segment';
  return facts.init && facts.sequence === null && facts.video?.frames === 0 ? 'init' : 'segment';
}

/** What a file says of itself counts as declared. */
export function guessDeclaration(files: readonly LocalFile[], kinds: readonly ObjectKind[]): EventDeclaration {
  let video: VideoFacts | undefined;
  for (const [n, { bytes }] of files.entries()) {
    const kind = kinds[n] ?? 'segment';
    if (kind === 'snapshot') continue;
    const { facts } = inspectObject({ bytes, object: declareFile(n, kind, bytes, 0), event: UNKNOWN }, nodePorts);
    if (facts.video?.format) video ??= facts.video;
  }
  const { width = 1, height = 1 } = video?.format ?? {};
  const clamp = (side: number): number => Math.min(Math.max(side, 1), 16_384);
  return {
    container: containerOf(files, kinds),
    codec: video?.codec ?? 'h264',
    width: clamp(width),
    height: clamp(height),
    encryption: 'none',
  };
}

/** A file that holds `moov` itself is a whole MP4, fragmented or not; only an init segment makes the others its fragments. */
function containerOf(files: readonly LocalFile[], kinds: readonly ObjectKind[]): Container {
  if (kinds.includes('init')) return 'fmp4';
  return files.some(({ bytes }) => sniffContainer(bytes) === 'isobmff') ? 'mp4' : 'ts';
}

import type { Container, EventDeclaration, ObjectDeclaration, ObjectKind } from '@kaitong/contract/checks';
import { inspectObject, type ObjectInspection, type Sniffed, sniffContainer, type VideoFacts } from '@kaitong/media';
import { nodePorts } from '../node-ports.ts';
import type { LocalFile } from './read-clip.ts';

const UNKNOWN: EventDeclaration = { container: 'ts', codec: 'h264', width: 1, height: 1, encryption: 'none' };

/** A file by itself: what it is by its bytes, and what it says of its pictures. */
export type LookedAt = LocalFile & {
  kind: ObjectKind;
  content: Sniffed;
  hashes: { md5: string; sha256: string };
  video: VideoFacts | null;
};

export function lookAt(file: LocalFile): LookedAt {
  const { bytes } = file;
  const content = sniffContainer(bytes);
  const hash = (algorithm: 'md5' | 'sha256'): string => nodePorts.hash(algorithm, [bytes]);
  const looked: LookedAt = {
    ...{ ...file, content, video: null },
    hashes: { md5: hash('md5'), sha256: hash('sha256') },
    kind: content === 'jpeg' || content === 'png' ? 'snapshot' : 'segment',
  };
  if (looked.kind === 'snapshot') return looked;
  const kind = content === 'isobmff' ? 'init' : 'segment';
  const object = declareFile(0, { ...looked, kind }, 0);
  const inspection = inspectObject({ bytes, object, event: UNKNOWN, hashes: looked.hashes }, nodePorts);
  return { ...looked, kind: kind === 'init' && isInit(inspection) ? 'init' : 'segment', video: inspection.facts.video };
}

function isInit({ facts, findings }: ObjectInspection): boolean {
  if (findings.some(({ code }) => code === 'mp4.bomb')) return false;
  return facts.init !== null && facts.sequence === null && facts.video?.frames === 0;
}

/** What a device would have to declare for a file, with the file's own hashes. */
export function declareFile(n: number, { bytes, kind, hashes }: LookedAt, durationMs: number): ObjectDeclaration {
  return { n, kind, bytes: bytes.length, durationMs, ...hashes, iv: null };
}

/** What files say of themselves counts as declared. */
export function guessDeclaration(files: readonly LookedAt[]): EventDeclaration {
  const video = files.find((file) => file.video?.format)?.video;
  const { width = 1, height = 1 } = video?.format ?? {};
  const clamp = (side: number): number => Math.min(Math.max(side, 1), 16_384);
  return {
    container: containerOf(files),
    codec: (video ?? files.find((file) => file.video)?.video)?.codec ?? 'h264',
    width: clamp(width),
    height: clamp(height),
    encryption: 'none',
  };
}

/** A file that holds `moov` itself is a whole MP4, fragmented or not; only an init segment makes the others its fragments. */
function containerOf(files: readonly LookedAt[]): Container {
  if (files.some(({ kind }) => kind === 'init')) return 'fmp4';
  return files.some(({ content }) => content === 'isobmff') ? 'mp4' : 'ts';
}

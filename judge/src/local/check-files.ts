import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type Container,
  type EventDeclaration,
  MAX_OBJECT_BYTES,
  type ObjectDeclaration,
  type ObjectKind,
} from '@kaitong/contract/checks';
import { type InspectedObject, inspectObject, sniffContainer, type VideoFacts } from '@kaitong/media';
import type { JudgedObject } from './clip-evidence.ts';
import { isWorthDecoding } from './findings/decoding.ts';
import type { Judge } from './judge.ts';
import { nodePorts } from './node-ports.ts';
import { judgeClip, type Verdict } from './verdict.ts';

export type LocalFile = { name: string; bytes: Uint8Array };

export type FilesChecked = {
  verdict: Verdict;
  /** Which file an object number in a finding means, and what the file was taken for. */
  objects: { n: number; name: string; kind: ObjectKind }[];
  /** What a device would have to declare for this footage. */
  declaration: EventDeclaration;
};

/** Reads files for `checkFiles`. Throws what the file system says; files over 256 MiB are refused by size alone. */
export async function readFiles(paths: readonly string[]): Promise<LocalFile[]> {
  const files: LocalFile[] = [];
  for (const path of paths) {
    const { size } = await stat(path);
    if (size > MAX_OBJECT_BYTES) throw new RangeError(`${path}: ${size} bytes, at most ${MAX_OBJECT_BYTES} are judged`);
    files.push({ name: basename(path), bytes: await readFile(path) });
  }
  return files;
}

/**
 * The platform's judge on local files: one clip, its objects in the order given (an init segment first; JPEG files are
 * its snapshots). Nothing was declared, so what a file says of itself counts as declared.
 */
export async function checkFiles(judge: Judge, files: readonly LocalFile[]): Promise<FilesChecked> {
  const kinds = files.map(({ bytes }) => kindOf(bytes));
  const declaration = guessDeclaration(files, kinds);
  const objects: JudgedObject[] = [];
  let init: { bytes: Uint8Array; inspected: InspectedObject } | undefined;
  let earlierSegment: InspectedObject | undefined;
  for (const [n, { bytes }] of files.entries()) {
    const kind = kinds[n] ?? 'segment';
    const context = {
      event: declaration,
      init: init?.inspected.inspection.facts.init,
      earlierSegment: earlierSegment?.inspection.facts,
    };
    const measured = inspectObject({ ...context, bytes, object: declare(n, kind, bytes, 0) }, nodePorts);
    const durationMs = kind === 'segment' ? Math.round(measured.facts.video?.durationMs ?? 0) : 0;
    const object = declare(n, kind, bytes, durationMs);
    const inspected = { object, inspection: inspectObject({ ...context, bytes, object }, nodePorts) };
    if (kind === 'init') init = { bytes, inspected };
    if (kind === 'segment') earlierSegment = inspected;
    objects.push(await judgeObject(judge, inspected, init ? [init.bytes, bytes] : [bytes], declaration.container));
  }
  const verdict = judgeClip({
    event: declaration,
    objects,
    expectations: { snapshot: false },
    waveAsked: false,
    nonceMatches: null,
    seenFingerprints: new Set(),
  });
  return {
    verdict: withoutDeclared(verdict),
    objects: files.map(({ name }, n) => ({ n, name, kind: kinds[n] ?? 'segment' })),
    declaration,
  };
}

async function judgeObject(
  judge: Judge,
  inspected: InspectedObject,
  parts: readonly Uint8Array[],
  container: Container,
): Promise<JudgedObject> {
  const { object, inspection } = inspected;
  const { durationMs } = object;
  const own = parts.at(-1) ?? new Uint8Array();
  return {
    ...inspected,
    decoded:
      object.kind === 'segment' && isWorthDecoding(inspection)
        ? await judge.decode({ parts, container: container === 'ts' ? 'ts' : 'mp4', durationMs })
        : null,
    picture: object.kind === 'snapshot' && inspection.facts.readable ? await judge.decodeSnapshot(own) : null,
  };
}

/** `enc.none` means that a device declared it; a file on a disk declares nothing. */
function withoutDeclared(verdict: Verdict): Verdict {
  const findings = verdict.findings.filter(({ code }) => code !== 'enc.none');
  const { outcome } = verdict;
  return {
    ...verdict,
    findings,
    outcome: outcome === 'pass_with_warnings' && findings.length === 0 ? 'pass' : outcome,
  };
}

function declare(n: number, kind: ObjectKind, bytes: Uint8Array, durationMs: number): ObjectDeclaration {
  const hash = (algorithm: 'md5' | 'sha256'): string => nodePorts.hash(algorithm, [bytes]);
  return { n, kind, bytes: bytes.length, durationMs, md5: hash('md5'), sha256: hash('sha256'), iv: null };
}

const UNKNOWN: EventDeclaration = { container: 'ts', codec: 'h264', width: 1, height: 1, encryption: 'none' };

function kindOf(bytes: Uint8Array): ObjectKind {
  const sniffed = sniffContainer(bytes);
  if (sniffed === 'jpeg' || sniffed === 'png') return 'snapshot';
  if (sniffed !== 'isobmff') return 'segment';
  const object = declare(0, 'init', bytes, 0);
  const { facts, findings } = inspectObject({ bytes, object, event: UNKNOWN }, nodePorts);
  if (findings.some(({ code }) => code === 'mp4.bomb')) return 'segment';
  return facts.init && facts.sequence === null && facts.video?.frames === 0 ? 'init' : 'segment';
}

/** A file that holds `moov` itself is a whole MP4, fragmented or not; only an init segment makes the others its fragments. */
function containerOf(files: readonly LocalFile[], kinds: readonly ObjectKind[]): Container {
  if (kinds.includes('init')) return 'fmp4';
  return files.some(({ bytes }) => sniffContainer(bytes) === 'isobmff') ? 'mp4' : 'ts';
}

function guessDeclaration(files: readonly LocalFile[], kinds: readonly ObjectKind[]): EventDeclaration {
  let video: VideoFacts | undefined;
  for (const [n, { bytes }] of files.entries()) {
    const kind = kinds[n] ?? 'segment';
    if (kind === 'snapshot') continue;
    const { facts } = inspectObject({ bytes, object: declare(n, kind, bytes, 0), event: UNKNOWN }, nodePorts);
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

import {
  type ClipEvidence,
  isWorthDecoding,
  type Judge,
  type JudgedObject,
  judgeClip,
  nodePorts,
  type Verdict,
} from '@kaitong/judge';
import { decryptObject, inspectObject } from '@kaitong/media';
import type { Clip, Upload } from './clip.ts';

/** Judges a clip object by object, each as soon as it is there, as a region does. */
export class ClipJudging {
  readonly objects: JudgedObject[] = [];
  private init: { bytes: Uint8Array; judged: JudgedObject } | undefined;
  private readonly judge: Judge;
  private readonly clip: Clip;

  constructor(judge: Judge, clip: Clip) {
    this.judge = judge;
    this.clip = clip;
  }

  async add({ object, bytes }: Upload): Promise<void> {
    const { event, key } = this.clip;
    const { md5, sha256 } = object;
    const earlier = this.objects.findLast((one) => one.object.kind === 'segment')?.inspection.facts;
    const known = { init: this.init?.judged.inspection.facts.init, earlierSegment: earlier };
    // The store has hashed the bytes while they arrived; where they differ, it says so.
    const isWhole = bytes.length === object.bytes;
    const inspection = inspectObject(
      { bytes, object, event, key: key ?? undefined, ...known, hashes: isWhole ? undefined : { md5, sha256 } },
      nodePorts,
    );
    const plain = this.open({ object, bytes });
    const worth = object.kind === 'segment' && isWorthDecoding(inspection);
    const judged: JudgedObject = {
      object,
      inspection,
      decoded: worth
        ? await this.judge.decode({
            parts: [...(this.init ? [this.init.bytes] : []), plain],
            container: event.container === 'ts' ? 'ts' : 'mp4',
            codec: inspection.facts.video?.codec,
            durationMs: object.durationMs,
          })
        : null,
      picture: object.kind === 'snapshot' && inspection.facts.readable ? await this.judge.decodeSnapshot(plain) : null,
    };
    if (object.kind === 'init') this.init = { bytes: plain, judged };
    this.objects.push(judged);
  }

  verdict(known: Partial<ClipEvidence> = {}): Verdict {
    return judgeClip({
      event: this.clip.event,
      objects: this.objects,
      expectations: { minFootageMs: 1500, snapshot: this.clip.snapshotExpected },
      waveAsked: true,
      nonceMatches: true,
      seenFingerprints: new Set(),
      ...(this.clip.arrival ? { arrival: this.clip.arrival } : {}),
      ...known,
    });
  }

  private open({ object, bytes }: Upload): Buffer {
    const { event, key } = this.clip;
    if (event.encryption === 'none' || key === null || object.iv === null) return bytes;
    return Buffer.from(decryptObject(bytes, key, Buffer.from(object.iv, 'hex'), nodePorts));
  }
}

export async function verdictOn(judge: Judge, clip: Clip, known: Partial<ClipEvidence> = {}): Promise<Verdict> {
  const judging = new ClipJudging(judge, clip);
  for (const upload of clip.uploads) await judging.add(upload);
  return judging.verdict(known);
}

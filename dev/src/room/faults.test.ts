// What virtual cameras record, before the judge: a good camera has no error, a broken one the error it stands for.
import { createDecipheriv, createHash } from 'node:crypto';
import { type CheckCode, checkCodes, type Finding } from '@kaitong/contract/checks';
import { type ClipOptions, type FaultCode, faultCodes, type RecordedClip, recordClip } from '@kaitong/device/virtual';
import { type InitFacts, type InspectedObject, inspectClip, inspectObject, type Ports } from '@kaitong/media';
import { expect, test } from 'vitest';

const nodePorts: Ports = {
  hash(algorithm, parts) {
    const hash = createHash(algorithm);
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  },
  decipher(mode, bytes, key, iv) {
    const decipher = createDecipheriv(`aes-128-${mode}`, key, mode === 'ecb' ? null : iv).setAutoPadding(false);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  },
};

function judge({ declaration, objects, key }: RecordedClip): { findings: Finding[]; inspected: InspectedObject[] } {
  const inspected: InspectedObject[] = [];
  let init: InitFacts | null = null;
  for (const { declaration: object, bytes } of objects) {
    const earlier = inspected.findLast((one) => one.object.kind === 'segment')?.inspection.facts;
    const inspection = inspectObject(
      { bytes, object, event: declaration, key: key ?? undefined, init, earlierSegment: earlier },
      nodePorts,
    );
    if (object.kind === 'init') init = inspection.facts.init;
    inspected.push({ object, inspection });
  }
  const findings = inspected.flatMap(({ inspection }) => inspection.findings);
  return { inspected, findings: [...findings, ...inspectClip({ event: declaration, objects: inspected })] };
}

/** Quick to encode; what is looked at does not depend on the size. */
const SMALL = { width: 320, height: 180 };

const codesOf = (findings: Finding[], severity: Finding['severity']): CheckCode[] => [
  ...new Set(findings.filter((found) => found.severity === severity).map(({ code }) => code)),
];

const good: ClipOptions[] = (['ts', 'fmp4', 'mp4'] as const).flatMap((container) =>
  (['h264', 'h265'] as const).flatMap((codec) =>
    (['aes-128', 'none'] as const).map((encryption) => ({
      container,
      codec,
      encryption,
      sound: encryption === 'none',
    })),
  ),
);

test.each(good)('a good camera has no finding but what it chose: $container $codec $encryption', async (options) => {
  const { findings } = judge(await recordClip({ ...SMALL, ...options }));
  expect(findings.filter(({ code }) => code !== 'enc.none')).toEqual([]);
  expect(findings.map(({ code }) => code)).toEqual(options.encryption === 'none' ? ['enc.none'] : []);
});

const byFirstLevel = faultCodes.filter(
  (code) => (checkCodes as string[]).includes(code) && !/^(decode|picture|flow|replay)/.test(code),
) as (FaultCode & CheckCode)[];

test.each(byFirstLevel)('a camera broken by %s is told so', async (fault) => {
  const { findings } = judge(await recordClip({ ...SMALL, fault }));
  expect(findings.map(({ code }) => code)).toContain(fault);
});

test('the room’s broken camera has this one error and no other', async () => {
  const { findings } = judge(await recordClip({ ...SMALL, fault: 'video.first_not_key', encryption: 'none' }));
  expect(codesOf(findings, 'error')).toEqual(['video.first_not_key']);
});

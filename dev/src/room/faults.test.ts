// What virtual cameras record, before the judge: a good camera has no error, a broken one the error it stands for.
import { LANGUAGES } from '@kaitong/contract';
import { type CheckCode, checkCodes, checkOf, type Finding, findingText } from '@kaitong/contract/checks';
import {
  type ClipOptions,
  type FaultCode,
  faultCodes,
  type RecordedClip,
  recordClip,
  variantCodes,
} from '@kaitong/device/virtual';
import { fingerprintsOf, isWorthDecoding, Judge, type JudgedObject, judgeClip, nodePorts } from '@kaitong/judge';
import { decryptObject, type InitFacts, inspectObject } from '@kaitong/media';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Quick to draw, to encode and to decode. */
const SMALL = { width: 160, height: 90 };
/** What these faults are about is not to be seen, or not wrong, in so small a picture. */
const NEED_MORE: ReadonlySet<string> = new Set(['picture.repeated', 'video.level']);
const LARGER = { width: 320, height: 180 };

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(async () => {
  await judge[Symbol.asyncDispose]();
});

/** Both levels on every object, as a region does it. */
async function inspect({ declaration, objects, key }: RecordedClip): Promise<JudgedObject[]> {
  const judged: JudgedObject[] = [];
  let init: { facts: InitFacts | null; plain: Uint8Array } | undefined;
  for (const { declaration: object, bytes } of objects) {
    const earlierSegment = judged.findLast((one) => one.object.kind === 'segment')?.inspection.facts;
    const inspection = inspectObject(
      { bytes, object, event: declaration, key: key ?? undefined, init: init?.facts, earlierSegment },
      nodePorts,
    );
    const isEncrypted = key && object.iv !== null && bytes.length > 0 && bytes.length % 16 === 0;
    const plain = isEncrypted ? decryptObject(bytes, key, Buffer.from(object.iv ?? '', 'hex'), nodePorts) : bytes;
    if (object.kind === 'init' && plain) init = { facts: inspection.facts.init, plain };
    const parts = [...(init ? [init.plain] : []), ...(plain ? [plain] : [])];
    judged.push({
      object,
      inspection,
      decoded:
        object.kind === 'segment' && isWorthDecoding(inspection)
          ? await judge.decode({
              parts,
              container: declaration.container === 'ts' ? 'ts' : 'mp4',
              durationMs: object.durationMs,
            })
          : null,
      picture:
        object.kind === 'snapshot' && inspection.facts.readable && plain ? await judge.decodeSnapshot(plain) : null,
    });
  }
  return judged;
}

async function verdictOn(options: ClipOptions, seen: ReadonlySet<string> = new Set()) {
  const size = options.fault !== undefined && NEED_MORE.has(options.fault) ? LARGER : SMALL;
  const clip = await recordClip({ ...size, ...options });
  const objects = await inspect(clip);
  const expectations = { minFootageMs: 2000 };
  const evidence = {
    event: clip.declaration,
    expectations,
    waveAsked: true,
    nonceMatches: true,
    seenFingerprints: seen,
  };
  return { objects, ...judgeClip({ ...evidence, objects }) };
}

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

test.each(good)(
  'a good camera passes with no finding but what it chose: $container $codec $encryption',
  async (options) => {
    const { findings, outcome } = await verdictOn(options);
    expect(findings.map(({ code }) => code)).toEqual(options.encryption === 'none' ? ['enc.none'] : []);
    expect(outcome).toBe(options.encryption === 'none' ? 'pass_with_warnings' : 'pass');
  },
);

const inFootage = faultCodes.filter(
  (code): code is FaultCode & CheckCode =>
    (checkCodes as string[]).includes(code) && !/^flow\.|^replay$|^time\.clock$/.test(code),
);

/** What never comes alone: what is garbled was damaged or lost. */
const CONSEQUENCES: ReadonlySet<string> = new Set(['picture.corrupt']);

test.each(inFootage)('a camera broken by %s is told so', async (fault) => {
  const { findings, outcome } = await verdictOn({ fault });
  const codes = findings.map(({ code }) => code);
  // Errors come before warnings, and causes before what follows from them.
  if (CONSEQUENCES.has(fault)) expect(codes).toContain(fault);
  else expect(codes[0]).toBe(fault);
  const isAskedFor = fault === 'picture.no_motion'; // somebody was asked to wave
  const fails = checkOf(fault).severity === 'error' || isAskedFor;
  expect(outcome).toBe(fails ? 'fail' : 'pass_with_warnings');
  for (const found of findings) expect(lacking(found), found.code).toEqual([]);
});

/** What somebody who has to repair the camera would miss in a finding. */
function lacking(found: Finding): string[] {
  const { severity, measured, limit } = found;
  const missing = severity === 'error' ? [measured === null && 'measured', limit === null && 'limit'] : [];
  const texts = LANGUAGES.flatMap((language) =>
    Object.entries(findingText(found, language)).map(
      ([part, text]) => (text === '' || /—|undefined|null|NaN|[{}]/.test(text)) && `${language} ${part}: ${text}`,
    ),
  );
  return [...missing, ...texts].filter((part) => part !== false);
}

test('a camera that sends the same recording again is found out, and one that records anew is not', async () => {
  const first = await verdictOn({ fault: 'replay' });
  const seen = new Set(fingerprintsOf(first.objects));
  expect(first.outcome).toBe('pass');
  expect((await verdictOn({ fault: 'replay' }, seen)).findings.map(({ code }) => code)).toEqual(['replay']);
  expect((await verdictOn({}, seen)).outcome).toBe('pass');
});

test.each(variantCodes)('what a camera broken by %s is told is one headline', async (fault) => {
  const { findings, outcome } = await verdictOn({ fault, encryption: 'aes-128' });
  const headlines = findings.filter(({ because }) => because === undefined);
  const [code] = fault.split('-');
  expect([...new Set(headlines.map((found) => found.code))]).toEqual([code]);
  const isMild = headlines.every(({ severity }) => severity === 'warning');
  expect(outcome).toBe(isMild ? 'pass_with_warnings' : 'fail');
  for (const found of findings) expect(lacking(found), found.code).toEqual([]);
});

test.each([
  ['obj.container-ps', 'ps'],
  ['obj.container-m2ts', 'ts192'],
  ['obj.container-junk', 'late-ts'],
  ['obj.container-mkv', 'mkv'],
  ['enc.mode-cenc', 'cenc'],
  ['enc.key-swapped', 'word_swapped'],
  ['enc.key-exchanged', 'exchanged'],
] as const)('%s is called by its name: %s', async (fault, measured) => {
  const { findings } = await verdictOn({ fault });
  expect(findings[0]).toMatchObject({ code: fault.split('-')[0], measured });
});

test('SPS and PPS that are glued to the picture before are called that', async () => {
  const { findings, outcome } = await verdictOn({ fault: 'video.sets_glued', encryption: 'aes-128' });
  expect(findings.filter(({ because }) => because === undefined)).toMatchObject([
    { code: 'video.param_sets', measured: 'glued', object: 1 },
    { code: 'video.param_sets', measured: 'glued', object: 3 },
  ]);
  expect(outcome).toBe('fail');
});

const losing = (['video.lost_pictures', 'video.lost_key'] as const).flatMap((fault) =>
  (['h264', 'h265'] as const).flatMap((codec) =>
    (['ts', 'fmp4', 'mp4'] as const).map((container) => ({ fault, codec, container })),
  ),
);

test.each(losing)('pictures that got lost are the one headline: $fault $codec $container', async (options) => {
  const { findings, outcome, pictures } = await verdictOn({ ...options, encryption: 'aes-128' });
  // Where several pictures in a row may be missing as well as one key frame, key frames seem far apart: a warning.
  const headlines = findings.filter(({ because, code }) => because === undefined && code !== 'video.gop');
  expect(new Set(headlines.map(({ code }) => code))).toEqual(new Set(['video.lost_pictures']));
  expect(outcome).toBe('fail');
  // Of a segment without a key frame a decoder shows nothing, garbled or not.
  if (options.fault === 'video.lost_pictures' || options.container === 'mp4')
    expect(pictures.filter(({ traits }) => traits.includes('corrupt')).length).toBeGreaterThanOrEqual(2);
  const [first] = findings;
  if (first)
    expect(findingText(first, 'en').sentence).toMatch(
      /(?:\d,? at [\d.]+ m?s\)? is missing|\d pictures are missing \(.*\)); the picture is garbled from [\d.]+ m?s until the/,
    );
});

test('what the room’s broken camera is told first is that it begins without a key frame', async () => {
  const { findings } = await verdictOn({ fault: 'video.first_not_key', encryption: 'aes-128' });
  expect(findings[0]).toMatchObject({ code: 'video.first_not_key', severity: 'error' });
});

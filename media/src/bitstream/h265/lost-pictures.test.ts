import { describe, expect, test } from 'vitest';
import type { Lost, ReferenceState } from '../../facts.ts';
import { LostPictures } from './lost-pictures.ts';
import type { LongTermReference, SliceStart, SliceType } from './slice-start.ts';

const BITS = 4;
const TRAIL = 1;
const RASL = 9;
const BLA = 16;
const IDR = 19;
const CRA = 21;

type Picture = {
  poc: number;
  nalType?: number;
  temporalId?: number;
  /** Distances to the pictures that it may use, and to those that a decoder only has to keep. */
  uses?: number[];
  keeps?: number[];
  longTerm?: LongTermReference[];
  slices?: SliceType[];
  recovery?: number;
  endsBefore?: boolean;
};

const slice = (
  { poc, nalType = TRAIL, uses = [], keeps = [], longTerm = [] }: Picture,
  type: SliceType,
): SliceStart => {
  const references = [
    ...uses.map((deltaPoc) => ({ deltaPoc, isUsed: true })),
    ...keeps.map((deltaPoc) => ({ deltaPoc, isUsed: false })),
  ];
  return {
    type,
    pocLsb: nalType === IDR ? 0 : poc & (2 ** BITS - 1),
    shortTerm: {
      earlier: references.filter(({ deltaPoc }) => deltaPoc < 0),
      later: references.filter(({ deltaPoc }) => deltaPoc > 0),
    },
    longTerm,
  };
};

/** What is missing before each picture that has something missing, and the pictures that are garbled, by POC. */
function read(pictures: readonly Picture[]): { lost: [number, Lost][]; garbled: number[] } {
  const memory = new LostPictures();
  const lost: [number, Lost][] = [];
  const garbled: number[] = [];
  for (const picture of pictures) {
    const { nalType = TRAIL, temporalId = 0, slices = [nalType >= BLA ? 'I' : 'P'], recovery, endsBefore } = picture;
    if (endsBefore) memory.forget();
    if (recovery !== undefined) memory.announceRecovery(recovery);
    const found = memory.begin(slice(picture, slices[0] ?? 'P'), { nalType, temporalId }, BITS);
    if (found) lost.push([picture.poc, found]);
    for (const type of slices) memory.addSlice(type);
    if (memory.isGarbled) garbled.push(picture.poc);
  }
  return { lost, garbled };
}

const WHOLE = { lost: [], garbled: [] };
/** Each builds on the one before. */
const chain = (from: number, to: number): Picture[] =>
  Array.from({ length: to - from }, (_, n) =>
    from + n === 0 ? { poc: 0, nalType: IDR } : { poc: from + n, uses: [-1] },
  );

describe('which pictures are missing (H.265 8.3.2)', () => {
  test('none in a chain that outlasts its low bits', () => {
    expect(read(chain(0, 70))).toEqual(WHOLE);
  });

  test('one that is used and not there; what builds on it is garbled until an IDR picture', () => {
    expect(read([...chain(0, 5), ...chain(6, 9), ...chain(0, 3)])).toEqual({
      lost: [[6, 'picture']],
      garbled: [6, 7, 8],
    });
  });

  test('one that is only to be kept proves nothing, until it is used', () => {
    const later = { poc: 4, uses: [-1], keeps: [-2, -3] };
    expect(read([...chain(0, 1), { poc: 3, uses: [-3], keeps: [-1, -2] }, later])).toEqual(WHOLE);
    expect(read([...chain(0, 1), { poc: 3, uses: [-3], keeps: [-1] }, { poc: 4, uses: [-1, -2] }])).toEqual({
      lost: [[4, 'picture']],
      garbled: [4],
    });
  });

  test('a picture is missed once, however many use it', () => {
    const users = [4, 5, 6].map((poc): Picture => ({ poc, uses: [2 - poc] }));
    expect(read([...chain(0, 2), ...users])).toEqual({ lost: [[4, 'picture']], garbled: [4, 5, 6] });
  });

  test('a count that goes far back is a key frame that is missing', () => {
    expect(read([...chain(0, 70), ...chain(1, 4)].map((one) => ({ ...one, uses: one.poc ? [-1] : [] })))).toMatchObject(
      {
        lost: [[1, 'pictures_or_key']],
      },
    );
    const wide = new LostPictures();
    for (const picture of chain(0, 70))
      wide.begin(
        { ...slice(picture, 'P'), pocLsb: picture.poc },
        { nalType: picture.nalType ?? TRAIL, temporalId: 0 },
        8,
      );
    expect(wide.begin({ ...slice({ poc: 1, uses: [-1] }, 'P'), pocLsb: 1 }, { nalType: TRAIL, temporalId: 0 }, 8)).toBe(
      'key',
    );
  });

  test('long-term pictures are found by the low bits of their count, or by all of it', () => {
    const keeping = (poc: number): Picture => ({
      poc,
      uses: [-1],
      longTerm: [{ poc: 2, isWhole: false, isUsed: false }],
    });
    const start = [...chain(0, 3), ...Array.from({ length: 12 }, (_, n) => keeping(n + 3))];
    const using = (longTerm: LongTermReference): Picture[] => [...start, { poc: 15, longTerm: [longTerm] }];
    expect(read(using({ poc: 2, isWhole: false, isUsed: true }))).toEqual(WHOLE);
    expect(read(using({ poc: 2 - 15, isWhole: true, isUsed: true }))).toEqual(WHOLE);
    expect(read(using({ poc: -14 - 15, isWhole: true, isUsed: true })).lost).toEqual([[15, 'picture']]);
    expect(read(using({ poc: 5, isWhole: false, isUsed: true })).lost).toEqual([[15, 'picture']]);
  });

  test('a picture that builds on whole ones is whole, and repairs what builds on it alone', () => {
    const longTerm: LongTermReference[] = [{ poc: 0, isWhole: false, isUsed: true }];
    const kept: LongTermReference[] = [{ poc: 0, isWhole: false, isUsed: false }];
    const pictures: Picture[] = [
      { poc: 0, nalType: IDR },
      { poc: 1, uses: [-1], keeps: [] },
      { poc: 3, uses: [-1], longTerm: kept },
      { poc: 4, longTerm },
      { poc: 5, uses: [-1], longTerm: kept },
    ];
    expect(read(pictures)).toEqual({ lost: [[3, 'picture']], garbled: [3] });
  });

  test('slices that predict nothing are whole, and spoil nothing that builds on them', () => {
    const [first, ...rest] = chain(4, 7);
    const repaired: Picture[] = [...chain(0, 3), { poc: 4, uses: [-1], slices: ['I', 'I'] }, ...rest];
    expect(first?.poc).toBe(4);
    expect(read(repaired)).toEqual({ lost: [[4, 'picture']], garbled: [] });
    expect(read([...chain(0, 3), { poc: 4, uses: [-1], slices: ['I', 'P'] }, ...rest]).garbled).toEqual([4, 5, 6]);
  });
});

test('what is stored of a picture is enough to go on from, beyond the low bits of its count', () => {
  let memory = new LostPictures();
  for (const picture of [...chain(0, 40), ...chain(41, 70)]) {
    const stored = JSON.stringify(memory.state);
    memory = new LostPictures();
    const state = JSON.parse(stored) as ReferenceState | null;
    if (state?.codec === 'h265') memory.resume(state);
    const lost = memory.begin(slice(picture, 'P'), { nalType: picture.nalType ?? TRAIL, temporalId: 0 }, BITS);
    expect([picture.poc, lost]).toEqual([picture.poc, picture.poc === 41 ? 'picture' : null]);
    memory.addSlice('P');
    expect([picture.poc, memory.isGarbled]).toEqual([picture.poc, picture.poc > 40]);
  }
  const { state } = memory;
  expect(state?.codec === 'h265' && state.countedFrom).toBe(69);
});

describe('what no decoder shows, or repairs', () => {
  const leading: Picture[] = [
    { poc: 22, nalType: RASL, uses: [-2, 2], slices: ['B'] },
    { poc: 23, nalType: RASL, uses: [-1, 1], slices: ['B'] },
  ];
  const cra: Picture = { poc: 24, nalType: CRA, keeps: [-4, -8] };

  test('leading pictures of a CRA that begins the stream, or follows its end, and of a BLA', () => {
    expect(read([cra, ...leading, { poc: 25, uses: [-1] }])).toEqual(WHOLE);
    expect(read([{ ...cra, nalType: BLA }, ...leading, { poc: 25, uses: [-1] }])).toEqual(WHOLE);
    expect(read([...chain(0, 3), { ...cra, endsBefore: true }, ...leading])).toEqual(WHOLE);
  });

  test('those of any other CRA are shown, and miss what is missing', () => {
    const whole = [...chain(0, 21), cra, ...leading];
    expect(read(whole)).toEqual(WHOLE);
    expect(read(whole.filter(({ poc }) => poc !== 20))).toEqual({ lost: [[22, 'picture']], garbled: [22, 23] });
  });

  test('a CRA repairs what comes after its leading pictures', () => {
    const pictures = [...chain(0, 17), ...chain(18, 21), cra, { poc: 25, uses: [-1] }];
    expect(read(pictures)).toEqual({ lost: [[18, 'picture']], garbled: [18, 19, 20] });
  });

  test('a recovery point repairs everything, so many pictures later', () => {
    const pictures = [...chain(0, 2), ...chain(3, 12)].map((one) => (one.poc === 5 ? { ...one, recovery: 4 } : one));
    expect(read(pictures)).toEqual({ lost: [[3, 'picture']], garbled: [3, 4, 5, 6, 7, 8] });
    expect(read(pictures.filter(({ poc }) => poc !== 7)).garbled).toEqual([3, 4, 5, 6, 8, 9, 10, 11]);
  });

  test('pictures before the first key frame are taken to have what they name', () => {
    expect(read(chain(5, 9))).toEqual(WHOLE);
    expect(read([...chain(5, 9), ...chain(10, 12)])).toEqual({ lost: [[10, 'picture']], garbled: [10, 11] });
  });

  test('a lost picture of a layer above leaves those below whole', () => {
    const layers: Picture[] = [0, 2, 4, 6, 8].flatMap((poc): Picture[] => [
      poc === 0 ? { poc, nalType: IDR } : { poc, uses: [-2] },
      { poc: poc + 1, nalType: 2, temporalId: 1, uses: [-1] },
    ]);
    expect(read(layers.filter(({ poc }) => poc % 4 !== 1))).toEqual(WHOLE);
    expect(read(layers.filter(({ poc }) => poc !== 4)).garbled).toEqual([5, 6, 7, 8, 9]);
  });
});

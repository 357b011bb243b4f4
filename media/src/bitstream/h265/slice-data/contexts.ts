/** initType of 9.3.2.2: 0 for I slices, 1 and 2 for P and B, exchanged by cabac_init_flag. */
export type InitType = 0 | 1 | 2;

/** initValue by initType: Tables 9-5 to 9-37. One row where the three are alike or only one is used. */
const INIT_VALUES = {
  saoMerge: [[153], [153], [153]],
  saoType: [[200], [185], [160]],
  splitCu: [
    [139, 141, 157],
    [107, 139, 126],
    [107, 139, 126],
  ],
  transquantBypass: [[154], [154], [154]],
  skip: [
    [154, 154, 154],
    [197, 185, 201],
    [197, 185, 201],
  ],
  predMode: [[154], [149], [134]],
  partMode: [
    [184, 154, 154, 154],
    [154, 139, 154, 154],
    [154, 139, 154, 154],
  ],
  prevIntraLuma: [[184], [154], [183]],
  intraChroma: [[63], [152], [152]],
  rqtRootCbf: [[154], [79], [79]],
  mergeFlag: [[154], [110], [154]],
  mergeIdx: [[154], [122], [137]],
  interPred: [
    [154, 154, 154, 154, 154],
    [95, 79, 63, 31, 31],
    [95, 79, 63, 31, 31],
  ],
  refIdx: [
    [154, 154],
    [153, 153],
    [153, 153],
  ],
  mvp: [[154], [168], [168]],
  mvdGreater0: [[154], [140], [169]],
  mvdGreater1: [[154], [198], [198]],
  splitTransform: [
    [153, 138, 138],
    [124, 138, 94],
    [224, 167, 122],
  ],
  cbfLuma: [
    [111, 141],
    [153, 111],
    [153, 111],
  ],
  cbfChroma: [
    [94, 138, 182, 154],
    [149, 107, 167, 154],
    [149, 92, 167, 154],
  ],
  qpDelta: [
    [154, 154],
    [154, 154],
    [154, 154],
  ],
  transformSkip: [
    [139, 139],
    [139, 139],
    [139, 139],
  ],
  lastX: [
    [110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63],
    [125, 110, 94, 110, 95, 79, 125, 111, 110, 78, 110, 111, 111, 95, 94, 108, 123, 108],
    [125, 110, 124, 110, 95, 94, 125, 111, 111, 79, 125, 126, 111, 111, 79, 108, 123, 93],
  ],
  lastY: [
    [110, 110, 124, 125, 140, 153, 125, 127, 140, 109, 111, 143, 127, 111, 79, 108, 123, 63],
    [125, 110, 94, 110, 95, 79, 125, 111, 110, 78, 110, 111, 111, 95, 94, 108, 123, 108],
    [125, 110, 124, 110, 95, 94, 125, 111, 111, 79, 125, 126, 111, 111, 79, 108, 123, 93],
  ],
  codedSubBlock: [
    [91, 171, 134, 141],
    [121, 140, 61, 154],
    [121, 140, 61, 154],
  ],
  significant: [
    [
      ...[111, 111, 125, 110, 110, 94, 124, 108, 124, 107, 125, 141, 179, 153, 125, 107, 125, 141, 179, 153, 125],
      ...[107, 125, 141, 179, 153, 125, 140, 139, 182, 182, 152, 136, 152, 136, 153, 136, 139, 111, 136, 139, 111],
    ],
    [
      ...[155, 154, 139, 153, 139, 123, 123, 63, 153, 166, 183, 140, 136, 153, 154, 166, 183, 140, 136, 153, 154],
      ...[166, 183, 140, 136, 153, 154, 170, 153, 123, 123, 107, 121, 107, 121, 167, 151, 183, 140, 151, 183, 140],
    ],
    [
      ...[170, 154, 139, 153, 139, 123, 123, 63, 124, 166, 183, 140, 136, 153, 154, 166, 183, 140, 136, 153, 154],
      ...[166, 183, 140, 136, 153, 154, 170, 153, 138, 138, 122, 121, 122, 121, 167, 151, 183, 140, 151, 183, 140],
    ],
  ],
  greater1: [
    [
      ...[140, 92, 137, 138, 140, 152, 138, 139, 153, 74, 149, 92],
      ...[139, 107, 122, 152, 140, 179, 166, 182, 140, 227, 122, 197],
    ],
    [
      ...[154, 196, 196, 167, 154, 152, 167, 182, 182, 134, 149, 136],
      ...[153, 121, 136, 137, 169, 194, 166, 167, 154, 167, 137, 182],
    ],
    [
      ...[154, 196, 167, 167, 154, 152, 167, 182, 182, 134, 149, 136],
      ...[153, 121, 136, 122, 169, 208, 166, 167, 154, 152, 167, 182],
    ],
  ],
  greater2: [
    [138, 153, 136, 167, 152, 152],
    [107, 167, 91, 122, 107, 167],
    [107, 167, 91, 107, 107, 167],
  ],
} as const satisfies Record<string, readonly [readonly number[], readonly number[], readonly number[]]>;

type Element = keyof typeof INIT_VALUES;
const ELEMENTS = Object.keys(INIT_VALUES) as Element[];

/** How many contexts there are. */
export const CONTEXTS = ELEMENTS.reduce((sum, element) => sum + INIT_VALUES[element][0].length, 0);

/** Where the contexts of each syntax element begin. */
export const CTX = Object.freeze(
  ELEMENTS.reduce(
    ({ places, next }, element) => ({
      places: Object.assign(places, { [element]: next }),
      next: next + INIT_VALUES[element][0].length,
    }),
    { places: {} as Record<Element, number>, next: 0 },
  ).places,
);

const known = new Map<number, Uint8Array>();

/** The contexts that a slice begins with (9.3.2.2): pStateIdx times two plus valMps. */
export function contextStates(initType: InitType, sliceQp: number): Uint8Array {
  const key = initType * 64 + sliceQp;
  const made = known.get(key) ?? Uint8Array.from(ELEMENTS.flatMap((element) => statesOf(element, initType, sliceQp)));
  known.set(key, made);
  return made;
}

const statesOf = (element: Element, initType: InitType, sliceQp: number): number[] =>
  INIT_VALUES[element][initType].map((initValue) => {
    const m = (initValue >> 4) * 5 - 45;
    const n = ((initValue & 15) << 3) - 16;
    const pre = Math.min(126, Math.max(1, ((m * sliceQp) >> 4) + n));
    return pre <= 63 ? (63 - pre) << 1 : ((pre - 64) << 1) | 1;
  });

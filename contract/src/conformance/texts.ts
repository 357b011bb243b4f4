import type { ObjectKind, RateEvidence, RateUnknown } from '../checks/index.ts';
import type { Language } from '../languages.ts';
import type { ProblemParams } from '../problems/problem.ts';
import type { Conformance } from './conformance.ts';
import type {
  ItemName,
  ItemReason,
  ItemVerdict,
  Observation,
  ObservationCode,
  TriedSetting,
  WrongCertificate,
} from './item.ts';
import { en } from './texts.en.ts';
import { zhCN } from './texts.zh-CN.ts';

/** `about`: what is done to the camera, and what a good one does. */
export type ItemText = { title: string; about: string };
/** What happened, and what to do about it; nothing where nothing has to be done. */
export type ItemReasonText = { title: string; remedy: string };

export type ConformanceTexts = {
  verdicts: Record<ItemVerdict, string>;
  items: Record<ItemName, ItemText>;
  reasons: Record<ItemReason, ItemReasonText>;
  observations: Record<ObservationCode, string>;
  settings: Record<TriedSetting, string>;
  /** What stands for the words of a parameter. */
  kinds: Record<ObjectKind, string>;
  because: Record<RateUnknown | 'not_decoded' | 'not_inspected', string>;
  by: Record<RateEvidence, string>;
  wrong: Record<WrongCertificate, string>;
  /** Somebody is asked to move in front of the camera. */
  move: string;
  /** Some items passed and some were not tested. */
  partly: string;
  /** Or to darken its lens. */
  darken: string;
};

const texts: Record<Language, ConformanceTexts> = { 'zh-CN': zhCN, en };

const fill = (text: string, params: ProblemParams): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

/** Parameters that are words of the contract, in words of people. */
function inWords(params: ProblemParams, { settings, kinds, because, by, wrong }: ConformanceTexts): ProblemParams {
  const known = { setting: settings, kind: kinds, because, by, wrong };
  const given: ProblemParams = { wrong: 'self-signed', ...params }; // the only one of older reports
  const told = Object.entries(known).flatMap(([name, words]: [string, Record<string, string>]) => {
    const word = words[String(given[name])];
    return word === undefined ? [] : [[name, word]];
  });
  return { ...params, ...Object.fromEntries(told) };
}

export const itemText = (name: ItemName, language: Language): ItemText => texts[language].items[name];
export const verdictText = (verdict: ItemVerdict, language: Language): string => texts[language].verdicts[verdict];
/** What came of a whole test: passed is what was tried, and what was not tried is said beside it. */
export function outcomeText({ outcome, items }: Tested, language: Language): string {
  const tried = items.filter(isOwed);
  const skipped = tried.filter(({ verdict }) => verdict === 'skipped').length;
  if (outcome !== 'pass' || skipped === 0) return outcome === null ? '' : verdictText(outcome, language);
  const passed = tried.filter(({ verdict }) => verdict === 'pass').length;
  return fill(texts[language].partly, { passed, all: tried.length, skipped });
}

/** Whether all that was to be tried was. */
export const isWhollyTested = ({ items }: Pick<Tested, 'items'>): boolean =>
  items.every((item) => item.verdict !== 'skipped' || !isOwed(item));

/** Whether it was to be tried: chosen, and about cameras of this kind. */
export const isOwed = ({ reason }: Pick<Tested['items'][number], 'reason'>): boolean =>
  reason === null || !NOT_OWED.has(reason.code);
const NOT_OWED: ReadonlySet<ItemReason> = new Set([
  'not_chosen',
  'camera_sleeps',
  'never_sleeps',
  'no_update_offered',
  'update_refused',
]);

type Tested = Pick<Conformance, 'outcome' | 'items'>;

export const darkenText = (seconds: number, language: Language): string => fill(texts[language].darken, { seconds });
export const moveText = (seconds: number, language: Language): string => fill(texts[language].move, { seconds });

export const observationText = ({ code, params }: Observation, language: Language): string =>
  fill(texts[language].observations[code], inWords(params, texts[language]));

export function itemReasonText(
  { code, params }: { code: ItemReason; params: ProblemParams },
  language: Language,
): ItemReasonText {
  const { title, remedy } = texts[language].reasons[code];
  const words = inWords(params, texts[language]);
  return { title: fill(title, words), remedy: fill(remedy, words) };
}

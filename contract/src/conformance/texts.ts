import type { Language } from '../languages.ts';
import type { ProblemParams } from '../problems/problem.ts';
import type { ItemName, ItemReason, ItemVerdict, Observation, ObservationCode, TriedSetting } from './item.ts';
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
  /** Somebody is asked to move in front of the camera. */
  move: string;
  /** Or to darken its lens. */
  darken: string;
};

const texts: Record<Language, ConformanceTexts> = { 'zh-CN': zhCN, en };

const fill = (text: string, params: ProblemParams): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));

export const itemText = (name: ItemName, language: Language): ItemText => texts[language].items[name];
export const verdictText = (verdict: ItemVerdict, language: Language): string => texts[language].verdicts[verdict];
export const darkenText = (seconds: number, language: Language): string => fill(texts[language].darken, { seconds });
export const moveText = (seconds: number, language: Language): string => fill(texts[language].move, { seconds });

export function observationText({ code, params }: Observation, language: Language): string {
  const { observations, settings } = texts[language];
  const setting = settings[params.setting as TriedSetting] ?? params.setting;
  return fill(observations[code], setting === undefined ? params : { ...params, setting });
}

export function itemReasonText(
  { code, params }: { code: ItemReason; params: ProblemParams },
  language: Language,
): ItemReasonText {
  const { title, remedy } = texts[language].reasons[code];
  return { title: fill(title, params), remedy: fill(remedy, params) };
}

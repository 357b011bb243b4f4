import type { Language } from '../languages.ts';
import { ProblemCodeSchema } from '../problems/problem.ts';
import { problemText } from '../problems/texts.ts';
import type { DeviceLogCode, DeviceLogLine, LineEnd } from './line.ts';
import { en } from './texts.en.ts';
import { zhCN } from './texts.zh-CN.ts';

export type DeviceLogTexts = {
  codes: Record<DeviceLogCode, string>;
  ends: Record<LineEnd, string>;
  /** A connection of a tool beside the device's own. */
  tool: string;
};

const texts: Record<Language, DeviceLogTexts> = { 'zh-CN': zhCN, en };

export const deviceLogCodeText = (code: DeviceLogCode, language: Language): string => texts[language].codes[code];

/** What happened, in a line: `Call refused: commitObject, the object is not there yet`. */
export function deviceLogText(
  { code, name, reason }: Pick<DeviceLogLine, 'code' | 'name' | 'reason'>,
  language: Language,
): string {
  const { codes, ends, tool } = texts[language];
  const ended: Record<string, string> = ends;
  const problem = ProblemCodeSchema.safeParse(reason).data;
  const title = problem && problemText(problem, {}, language).title;
  const why = title?.includes('{') === false ? title : (ended[reason] ?? reason); // what its text names is not kept
  const said = [name === 'tool' ? tool : name, why].filter((one) => one !== '');
  if (said.length === 0) return codes[code];
  return language === 'en' ? `${codes[code]}: ${said.join(', ')}` : `${codes[code]}：${said.join('，')}`;
}

import { type Language, type ProblemCode, problems } from '@kaitong/contract';
import { type CheckCode, CheckCodeSchema } from '@kaitong/contract/checks';
import { addressOf } from './page.ts';

/** The page about a check. */
export const checkPage = (code: CheckCode): string => `checks/${code}`;
/** The page about all refusals. */
export const REFUSALS = 'api/refusals';

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(problems, code);

/** Where a code of a finding or of a refusal is explained. */
export function codeAddress(code: string, language: Language): string | undefined {
  const check = CheckCodeSchema.safeParse(code);
  if (check.success) return addressOf(language, checkPage(check.data));
  return isProblem(code) ? `${addressOf(language, REFUSALS)}#${code}` : undefined;
}

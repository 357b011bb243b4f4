import { type ProblemCode, problems } from './catalogue.ts';
import type { ProblemParams } from './problem.ts';

/** What happened (`title`), and what to do about it (`remedy`). */
export type ProblemText = { title: string; remedy: string };
export type ProblemTexts = Record<ProblemCode, ProblemText>;

/** The text of a problem in the language of `texts`, placeholders filled in. An unfilled placeholder stays visible: a test finds it. */
export function fillProblemText(texts: ProblemTexts, code: ProblemCode, params: ProblemParams): ProblemText {
  const paramText = (name: string) => {
    if (name === 'reason') return reasonText(params.reason, texts);
    return name === 'remedyOfReason' ? remedyOf(params.reason, texts) : params[name];
  };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(paramText(name) ?? whole));
  const { title, remedy } = texts[code];
  return { title: fill(title), remedy: fill(remedy) };
}

/** What to do about a reason that is itself a refusal; where it needs more than its code, its page says it. */
function remedyOf(reason: ProblemParams[string] | undefined, texts: ProblemTexts): string {
  const [code = ''] = String(reason).split(' ');
  const remedy = code in problems ? texts[code as ProblemCode].remedy : '';
  return remedy.includes('{') ? '' : remedy;
}

/** A reason that is itself a refusal is told in its words, its code and what else stands behind it kept. */
function reasonText(reason: ProblemParams[string] | undefined, texts: ProblemTexts): string | undefined {
  if (reason === undefined) return undefined;
  const [code = ''] = String(reason).split(' ');
  return code in problems ? `${texts[code as ProblemCode].title} (${reason})` : String(reason);
}

import { type Language, type ProblemCode, ProblemError, type ProblemParams, problemText } from '@kaitong/contract';

/** What a person reads about a failure. `code` is for the search box and the support ticket. */
export type Explained = { title: string; remedy: string; code: string };

const unreachable: Record<Language, Explained> = {
  'zh-CN': { title: '连不上服务器', remedy: '请检查网络后重试。', code: 'server_unreachable' },
  en: {
    title: 'The server cannot be reached',
    remedy: 'Check the network and try again.',
    code: 'server_unreachable',
  },
};

/** A refusal's text in the reader's language, whatever language the server answered in. */
export function explainProblem(code: ProblemCode, params: ProblemParams, language: Language): Explained {
  return { ...problemText(code, params, language), code };
}

/** Any error of a call: a refusal with its code, or an outage. Bugs look like the latter and stand in the console. */
export function explain(error: unknown, language: Language): Explained {
  if (error instanceof ProblemError) return explainProblem(error.problem.code, error.problem.params, language);
  return unreachable[language];
}

/** The refusal's code, if the error is one. */
export const codeOf = (error: unknown): ProblemCode | null =>
  error instanceof ProblemError ? error.problem.code : null;

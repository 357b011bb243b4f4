import { type Language, type ProblemCode, ProblemError, type ProblemParams, problemText } from '@kaitong/contract';
import { PasskeyFailed } from './passkeys.ts';

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

const passkeys: Record<Language, Record<PasskeyFailed['reason'], Explained>> = {
  'zh-CN': {
    declined: {
      title: '没有完成通行密钥验证',
      remedy: '操作被取消、已超时，或这台设备上没有可用的通行密钥。请重试，或使用密码。',
      code: 'passkey_declined',
    },
    known: { title: '这台设备上已有通行密钥', remedy: '直接用它登录即可，无需再添加。', code: 'passkey_known' },
  },
  en: {
    declined: {
      title: 'The passkey did not answer',
      remedy: 'It was cancelled, took too long, or there is none on this device. Try again, or use the password.',
      code: 'passkey_declined',
    },
    known: {
      title: 'This device has a passkey already',
      remedy: 'Sign in with it: there is nothing to add.',
      code: 'passkey_known',
    },
  },
};

/** A refusal's text in the reader's language, whatever language the server answered in. */
export function explainProblem(code: ProblemCode, params: ProblemParams, language: Language): Explained {
  return { ...problemText(code, params, language), code };
}

/** Any error of a call: a refusal with its code, or an outage. Bugs look like the latter and stand in the console. */
export function explain(error: unknown, language: Language): Explained {
  if (error instanceof ProblemError) return explainProblem(error.problem.code, error.problem.params, language);
  if (error instanceof PasskeyFailed) return passkeys[language][error.reason];
  return unreachable[language];
}

/** The refusal's code, if the error is one. */
export const codeOf = (error: unknown): ProblemCode | null =>
  error instanceof ProblemError ? error.problem.code : null;

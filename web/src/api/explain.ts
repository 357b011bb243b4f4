import {
  fillProblemText,
  type Language,
  type ProblemCode,
  ProblemError,
  type ProblemParams,
  type ProblemTexts,
} from '@kaitong/contract';
import { perLanguage } from '../i18n/per-language.ts';
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

/** Of refusals that the platform knows: of the language shown, since both together weigh as much as all that the first page says. */
const problemTexts = perLanguage<ProblemTexts>({
  'zh-CN': async () => (await import('@kaitong/contract/problems/zh-CN')).zhCN,
  en: async () => (await import('@kaitong/contract/problems/en')).en,
});

/** A refusal's text in the reader's language, whatever language the server answered in. */
export function explainProblem(code: ProblemCode, params: ProblemParams, language: Language): Explained {
  const texts = problemTexts.find(language);
  return texts ? { ...fillProblemText(texts, code, params), code } : { title: code, remedy: '', code };
}

/** Any error of a call: a refusal with its code, or an outage. Bugs look like the latter and stand in the console. */
export function explain(error: unknown, language: Language): Explained {
  if (error instanceof ProblemError) return explainProblem(error.problem.code, error.problem.params, language);
  if (error instanceof PasskeyFailed) return passkeys[language][error.reason];
  return unreachable[language];
}

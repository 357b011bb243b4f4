import { ProblemError } from '@kaitong/contract';

export type Fields = { login: string; password: string; name: string };
export type Wrong = Partial<Record<keyof Fields, 'required' | 'short' | 'invalid'>>;

export const PASSWORD_MIN = 10;

export function readForm(form: HTMLFormElement): Fields {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '');
  return { login: text('login').trim(), password: text('password'), name: text('name').trim() };
}

const wrongLogin = (login: string): Wrong =>
  login === '' ? { login: 'required' } : login.length < 3 ? { login: 'invalid' } : {};

export const checkLogin = ({ login }: Fields): Wrong => wrongLogin(login);

export function checkNewPassword({ password }: Fields): Wrong {
  if (password === '') return { password: 'required' };
  return password.length < PASSWORD_MIN ? { password: 'short' } : {};
}

/** What can be said without asking the server. Whether a login is an address or a number, the server knows best. */
export function checkSignIn({ login, password }: Fields): Wrong {
  return {
    ...wrongLogin(login),
    ...(password === '' ? { password: 'required' } : {}),
  };
}

export function checkSignUp(fields: Fields): Wrong {
  return {
    ...(fields.name === '' ? { name: 'required' } : {}),
    ...checkSignIn(fields),
    ...(fields.password !== '' && fields.password.length < PASSWORD_MIN ? { password: 'short' } : {}),
  };
}

/** The fields that a server's refusal names. */
export function wrongIn(error: unknown): Wrong {
  if (!(error instanceof ProblemError) || error.problem.code !== 'input_invalid') return {};
  const named = (name: string) => error.problem.fields?.some(({ path }) => path.split('.').at(-1) === name);
  return named('login') ? { login: 'invalid' } : {};
}

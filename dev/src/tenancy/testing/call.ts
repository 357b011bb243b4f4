import { type Contract, createClient, type Input, type Op, Problem, type ProblemCode } from '@kaitong/contract';
import type { Cast } from './cast.ts';

/** As browsers send what a passkey signed, and what one was made of; of nobody's. */
export const USED_PASSKEY = {
  ...({ id: 'x', rawId: 'x', type: 'public-key' } as const),
  response: { clientDataJSON: 'x', authenticatorData: 'x', signature: 'x' },
};
export const CREATED_PASSKEY = { ...USED_PASSKEY, response: { clientDataJSON: 'x', attestationObject: 'x' } };

/** Headers that say who calls. */
export type Credentials = Readonly<Record<string, string>>;

/** What the console's API says to these where it knows nobody by them. */
export const unknownTo = ({ authorization }: Credentials): string =>
  authorization === undefined ? '401 not_signed_in' : '401 api_key_invalid';

export type Answer = { status: number; text: string; code: ProblemCode | undefined; isRepeated: boolean };

/** One operation as it is on the wire, with whatever credentials. */
export async function call(url: string, operation: Op, input: object, credentials: Credentials): Promise<Answer> {
  const answered = Promise.withResolvers<Answer>();
  const client = createClient({ operation }, async ({ method, path, body }) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    const problem = Problem.safeParse(JSON.parse(text));
    const isRepeated = response.headers.has('idempotent-replayed');
    answered.resolve({ status: response.status, text, code: problem.data?.code, isRepeated });
    return { status: response.status, body: JSON.parse(text) as unknown };
  });
  client.operation(input as never).catch(answered.reject); // a refusal has been answered by then
  return await answered.promise;
}

/**
 * What somebody gets where the one it belongs to would get it: a refusal, `nothing` of it (an answer about the caller's
 * own), or `shown` where it is theirs to see or do.
 */
export type Expected = ProblemCode | 'nothing' | 'shown';

/** A point of P-256, as a browser's subscription to alarms has one. */
export const POINT = 'BG_wO5SSQc4drdQ1GeaWDgqFtBppoFwygQOqK84VlMoWPE91OlW_AdxT9sCwx-7ni0DG_30lqW4igrmJzvccFEo';

/** For every operation of a contract: how it names what is somebody else's, and what each kind of caller gets. */
export type Rules<C extends Contract, Who extends string> = {
  [K in keyof C]: { input(cast: Cast): Input<C[K]>; marks?(cast: Cast): string[] } & Record<Who, Expected>;
};

/** An answer in the words of `Expected`. `marks` are ids and names that tell whose data it holds. */
export function judge({ status, text, code }: Answer, marks: readonly string[]): Expected | number {
  if (code !== undefined) return code;
  if (status >= 300) return status;
  return marks.some((mark) => text.includes(mark)) ? 'shown' : 'nothing';
}

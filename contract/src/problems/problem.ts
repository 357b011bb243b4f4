import { z } from 'zod';
import { type ProblemCode, problems } from './catalogue.ts';

/** Values that a problem's text names: `{region}`, `{share}` … */
export const ProblemParams = z.record(z.string(), z.union([z.string(), z.number()]));
export type ProblemParams = z.output<typeof ProblemParams>;

const codes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]];
export const ProblemCodeSchema = z.enum(codes);

/** An expected refusal as a value: why, with what its text needs. */
export const Refusal = z.object({ code: ProblemCodeSchema, params: ProblemParams.default({}) }).meta({ id: 'Refusal' });
export type Refusal = z.output<typeof Refusal>;

export const refusal = (code: ProblemCode, params: ProblemParams = {}): Refusal => ({ code, params });

/** The one way to tell a refusal from an answer. It looks at the shape only: a call costs no parsing. */
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  'params' in value &&
  typeof value.code === 'string' &&
  Object.hasOwn(problems, value.code) &&
  typeof value.params === 'object' &&
  value.params !== null;

/** A refusal on the wire: problem+json (RFC 9457) with our code. `title` and `detail` are in the caller's language. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    detail: z.string().optional(),
    status: z.int(),
    code: ProblemCodeSchema,
    params: ProblemParams.default({}),
    applicationId: z.string().optional(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof Problem>;

/** What a client throws when the server refused. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ? `${problem.title} ${problem.detail}` : problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

import { z } from 'zod';
import { Pid } from '../ids.ts';
import { op } from '../kit/op.ts';
import { SubmissionManifest } from '../submission.ts';

/** The package itself, as a tar; an SBOM goes there as the body. */
export const submissionFilePath = (pid: string): string => `/api/v1/products/${pid}/submission.tar`;

/** What a maker hands to whoever buys or certifies the product: certificate, findings, extended test, firmware. */
export const submissions = {
  getSubmission: op({
    method: 'GET',
    path: '/api/v1/products/:pid/submission',
    summary: 'What a submission package of the product would hold now, without an SBOM',
    caller: 'maker',
    params: z.object({ pid: Pid }),
    reply: SubmissionManifest,
  }),
};

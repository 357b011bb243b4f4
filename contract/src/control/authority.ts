import { z } from 'zod';
import { Fingerprint } from '../authority.ts';
import { op } from '../kit/op.ts';

export const authority = {
  getAuthority: op({
    method: 'GET',
    path: '/api/v1/authority',
    summary:
      'The authority that phones and cameras have to be told to trust, if the server’s certificate is of its own making',
    caller: 'public',
    reply: z.object({ authority: z.object({ fingerprint: Fingerprint }).nullable() }),
  }),
};

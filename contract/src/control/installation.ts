import { z } from 'zod';
import { Region } from '../ids.ts';
import { op } from '../kit/op.ts';

export const installation = {
  getInstallation: op({
    method: 'GET',
    path: '/api/v1/installation',
    summary: 'Where the owners’ apps are, and whether accounts of a demonstration can be reached from elsewhere',
    caller: 'maker',
    reply: z.object({
      apps: z.array(z.object({ region: Region, url: z.url() })),
      /** There are such accounts, and not only the machine of the server reaches it. */
      demonstrationReachable: z.boolean(),
    }),
  }),
  removeDemonstration: op({
    method: 'DELETE',
    path: '/api/v1/demonstration',
    summary: 'Remove the logins of a demonstration, as one of them; what others have joined stays with them',
    caller: 'maker',
    query: z.object({
      /** Only says whether it would be done, and of which logins. */
      dryRun: z.stringbool().optional(),
    }),
    reply: z.object({ removed: z.array(z.string()) }),
  }),
};

import { isRefusal, LANGUAGES, type OwnerId, type Pid, problemText } from '@kaitong/contract';
import { expect, test } from 'vitest';
import type { Quotas } from '../../store/quotas.ts';
import { regionLimits } from '../limits.ts';
import { takeBytes } from './take-quota.ts';

const holder = { ownerId: 'ow-of-a-test' as OwnerId, pid: 'pid-of-a-test' as Pid };

test.each([
  ['owner', '12 GB'],
  ['product', '240 GB'],
])('who sends more than the %s may is told how much that is in gigabytes', async (of, most) => {
  const take: Quotas['take'] = async (key) =>
    key.startsWith(`bytes ${of} `) ? { ok: false, retryAfterMs: 1500 } : { ok: true };
  const refused = await takeBytes({ quotas: { take } as Quotas, limits: regionLimits }, holder, 1000);
  if (!isRefusal(refused)) throw new Error('taken');
  for (const language of LANGUAGES) {
    const { remedy } = problemText(refused.code, refused.params, language);
    expect(remedy).toContain(most);
    expect(remedy).not.toMatch(/[{}]|\d{4}/);
  }
});

import { isRefusal, type platform, type Refusal, type Reply } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { rewrapKeptSecrets } from '../../secrets/kept-secret.ts';
import { addUp } from '../../secrets/rewrap-rows.ts';
import { rewrapSecondFactors } from '../../sign-in/second-factor.ts';
import { listKeyRings } from '../../store/server-processes.ts';
import { rewrapAuthority } from '../../tls/kept-authority.ts';
import { rewrapFingerprintKey } from '../applications/fingerprints.ts';
import { auditAhead } from '../audit/audit.ts';
import { rewrapPayoutChannels } from '../billing/payout-channel.ts';
import { rewrapAnswers } from '../calls/answer-once.ts';
import { rewrapSigningKeys } from '../certificates/signing-key.ts';
import type { ControlContext } from '../context.ts';
import { rewrapLicences } from '../products/rewrap-licences.ts';
import { askRegion } from '../regions/ask-region.ts';
import { rewrapWebhooks } from '../webhooks/rewrap-webhooks.ts';

/** Which master keys each process has, everywhere: none may be used that one of them lacks. */
export async function getKeyRings(context: ControlContext): Promise<Reply<typeof platform.getKeyRings> | Refusal> {
  const regions = await Promise.all(
    [...context.regions.keys()].sort().map(async (region) => {
      const answer = await askRegion(context, region, (client) => client.getKeyRings({}));
      return { plane: region, keyRings: isRefusal(answer) ? null : answer.keyRings };
    }),
  );
  return { planes: [{ plane: 'control', keyRings: await listKeyRings(context.db) }, ...regions] };
}

/** Wraps every secret by the key that wraps now, everywhere. It may be asked again, and does what is left. */
export async function rewrapSecrets(
  context: ControlContext,
  caller: OperatorCaller,
): Promise<Reply<typeof platform.rewrapSecrets> | Refusal> {
  await auditAhead(context.db, caller, 'master-key.rewrapped', context.secrets.keyId);
  const own = addUp([
    await rewrapLicences(context),
    await rewrapFingerprintKey(context),
    await rewrapPayoutChannels(context),
    await rewrapAnswers(context),
    await rewrapWebhooks(context),
    await rewrapSigningKeys(context),
    await rewrapSecondFactors(context.db, context.secrets),
    await rewrapKeptSecrets(context.db, context.secrets),
    await rewrapAuthority(context.db, context.secrets),
  ]);
  const regions = [];
  for (const region of [...context.regions.keys()].sort()) {
    const answer = await askRegion(context, region, (client) => client.rewrapSecrets({}));
    if (isRefusal(answer)) return answer;
    regions.push({ plane: region, ...answer });
  }
  context.log.info({ keyId: context.secrets.keyId, ...addUp([own, ...regions]) }, 'master-key.rewrapped');
  return { planes: [{ plane: 'control', ...own }, ...regions] };
}

import type { Reply, regionCalls } from '@kaitong/contract';
import { rewrapKeptSecrets } from '../secrets/kept-secret.ts';
import { addUp } from '../secrets/rewrap-rows.ts';
import { listKeyRings } from '../store/server-processes.ts';
import { rewrapAuthority } from '../tls/kept-authority.ts';
import { rewrapAlarms } from './alarms/vapid.ts';
import { rewrapTestEvents } from './conformance/rewrap-event-keys.ts';
import type { RegionContext } from './context.ts';
import { rewrapDeviceSecrets } from './devices/rewrap-secrets.ts';
import { rewrapFootageKeys } from './footage/rewrap-footage-keys.ts';
import { rewrapAuthKeys } from './products/rewrap-licences.ts';
import { rewrapRunEvents } from './verification/rewrap-event-keys.ts';
import { rewrapSharePins } from './watching/sharing/pins.ts';

/** Which master keys each process of this region has. */
export const getKeyRings = async ({ db }: RegionContext): Promise<Reply<typeof regionCalls.getKeyRings>> => ({
  keyRings: await listKeyRings(db),
});

/** Wraps every secret of this region by the key that wraps now. */
export async function rewrapSecrets(context: RegionContext): Promise<Reply<typeof regionCalls.rewrapSecrets>> {
  return addUp([
    await rewrapAuthKeys(context),
    await rewrapDeviceSecrets(context),
    await rewrapRunEvents(context),
    await rewrapTestEvents(context),
    await rewrapFootageKeys(context),
    await rewrapAlarms(context),
    await rewrapSharePins(context),
    await rewrapKeptSecrets(context.db, context.secrets),
    await rewrapAuthority(context.db, context.secrets),
  ]);
}

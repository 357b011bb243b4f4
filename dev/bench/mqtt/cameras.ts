import { DeviceId, Region } from '@kaitong/contract';
import { defaultKeyFile, openMasterKey, signDeviceToken } from '@kaitong/server/testing';
import type { Ground } from '../../src/activation/testing/rig.ts';

export type Camera = { deviceId: DeviceId; token: string };

const HOUR_MS = 3_600_000;

/** So many paired devices, as rows: nobody pairs ten thousand for a bench. Their tokens are good for an hour. */
export async function makeCameras(ground: Ground, many: number): Promise<Camera[]> {
  const { pool } = ground.regions.cn;
  await pool.query(
    `INSERT INTO device (device_id, uuid, pid, owner_id, name, paired_at, claim_kind, claim)
     SELECT '6c' || lpad(n::text, 20, '0'), 'u' || lpad(n::text, 19, '0'), repeat('p', 16),
       'o' || lpad((n % 1000)::text, 23, '0'), 'camera', now(), 'asked', n
     FROM generate_series(1, $1::int) AS n`,
    [many],
  );
  await pool.query(
    `INSERT INTO device_presence (device_id, firmware, sleepy, probe, simulate)
     SELECT device_id, '2.3.0', false, true, false FROM device`,
  );
  const secrets = openMasterKey(defaultKeyFile(ground.environment.KAITONG_DATA ?? ''), { mayCreate: false });
  const issuer = { secrets, region: Region.parse('cn') };
  const issuedAt = new Date(Math.floor(Date.now() / 1000) * 1000);
  const expiresAt = new Date(issuedAt.getTime() + HOUR_MS);
  const { rows } = await pool.query<{ device_id: string }>('SELECT device_id FROM device ORDER BY device_id');
  return await Promise.all(
    rows.map(async ({ device_id }) => {
      const deviceId = DeviceId.parse(device_id);
      const tokenId = `dt${deviceId}`;
      return { deviceId, token: await signDeviceToken(issuer, { deviceId, tokenId, issuedAt, expiresAt }) };
    }),
  );
}

/** Control and two regions on one database, and lines between them that do what real ones do at their worst. */
import { createHmac } from 'node:crypto';
import {
  type Client,
  type controlCalls,
  type controlPlane,
  DeviceId,
  FirmwareVersion,
  isRefusal,
  minutes,
  OwnerId,
  PairingText,
  type Parsed,
  type Pid,
  Region,
  type Uuid,
} from '@kaitong/contract';
import { type Insertable, sql } from 'kysely';
import { signUp } from '../../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../../http/testing/region.ts';
import { silentLog } from '../../../log.ts';
import { endPairing } from '../../../region/devices/end-pairing.ts';
import { findDevice } from '../../../region/devices/find-device.ts';
import { createHandOverCode, handOver } from '../../../region/devices/hand-over.ts';
import { pairDevice } from '../../../region/devices/pair-device.ts';
import { createPairingToken } from '../../../region/devices/pairing-token.ts';
import { renewClaims, renewPage } from '../../../region/devices/renew-claims.ts';
import { settleAll } from '../../../region/devices/settle-claims.ts';
import { findOwnedDevice } from '../../../region/footage/owned-device.ts';
import { putLicences } from '../../../region/products/put-licences.ts';
import { randomId } from '../../../secrets/ids.ts';
import { newPid, newUuid } from '../../../secrets/new-ids.ts';
import { CONTROL_SCHEMA } from '../../../store/control/migrations.ts';
import type { ControlTables } from '../../../store/control/tables.ts';
import { openDatabase } from '../../../store/database.ts';
import { endLife, noticeNewLife } from '../../../store/database-life.ts';
import { startTestDatabase } from '../../../store/testing.ts';
import type { ControlContext } from '../../context.ts';
import type { RegionClient } from '../../regions/ask-regions.ts';
import { deliverClaims } from '../../regions/deliver-claims.ts';
import { deliverPairingEnd } from '../../regions/deliver-pairing-end.ts';
import { CLAIMS, deliveryKind } from '../../regions/delivery-names.ts';
import { claimAllAnew } from '../claim-all-anew.ts';
import { settleClaims } from '../settle-claims.ts';

export const NAMES = ['cn', 'eu'] as const;
export type Name = (typeof NAMES)[number];

/** `unanswered`: it arrives, and the answer does not. `late`: neither does, and it arrives some day. */
export const FATES = ['there', 'away', 'unanswered', 'late', 'twice'] as const;
export type Fate = (typeof FATES)[number];

export type Unit = { uuid: Uuid; authKey: string; pid: Pid };
export type Paired = { deviceId: DeviceId; ownerId: OwnerId; owner: number; name: Name };
type Said = Parsed<typeof controlPlane.settleClaims>;

const nothing = { params: undefined, query: undefined };
const MANY = { limit: 1_000_000, window: minutes(1) };

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld() {
  const server = await startTestDatabase();
  const database = openDatabase<ControlTables>(server.connection, CONTROL_SCHEMA, () => {});
  const regions = new Map<Region, RegionClient>();
  const control: Pick<ControlContext, 'db' | 'regions' | 'log'> = { db: database.db, regions, log: silentLog };
  const late: (() => Promise<unknown>)[] = [];
  const fates: Record<Name, Fate> = { cn: 'there', eu: 'there' };

  async function carry<Answer>(fate: Fate, send: () => Promise<Answer>): Promise<Answer> {
    if (fate === 'late') late.push(send);
    if (fate === 'away' || fate === 'late') throw new Error('away');
    if (fate === 'twice') await send();
    const answer = await send();
    if (fate === 'unanswered') throw new Error('the answer is lost');
    return answer;
  }

  async function open(name: Name): Promise<TestRegion> {
    const from = Region.parse(name);
    const settle = async (input: { body: Said['body'] }) => {
      const answer = await settleClaims(control, { from }, input as Said);
      if (isRefusal(answer)) throw new Error(answer.code);
      return answer;
    };
    const client = {
      // As it stands on the wire: nobody changes what was sent.
      settleClaims: (input: { body: Said['body'] }) => carry(fates[name], () => settle(structuredClone(input))),
    } as unknown as Client<typeof controlCalls>;
    const limits = {
      pairingsPerIp: MANY,
      pairingsPerUnit: MANY,
      pairingTokensPerOwner: MANY,
      handOverCodesPerOwner: MANY,
    };
    const region = await openTestRegion(server, { region: name, control: client, limits });
    regions.set(from, {
      findDevice: (input: Parameters<typeof findDevice>[1]) =>
        fates[name] === 'away' ? Promise.reject(new Error('away')) : findDevice(region.context, input),
      handOver: (input: Parameters<typeof handOver>[1]) => carry(fates[name], () => handOver(region.context, input)),
      renewClaims: () => carry(fates[name], () => renewClaims(region.context.db)),
      endPairing: ({ body }: { body: { deviceId: DeviceId } }) =>
        carry(fates[name], () => endPairing(region.context, { ...body, ended: 'elsewhere' })),
    } as unknown as RegionClient);
    return region;
  }

  const opened = { cn: await open('cn'), eu: await open('eu') };
  const owners: Record<Name, OwnerId[]> = { cn: [], eu: [] };
  for (const name of NAMES)
    for (const person of ['ann', 'bob']) {
      const phone = await signUp(opened[name], person);
      owners[name].push(OwnerId.parse((await phone.getOwner({})).id));
    }

  async function newUnit(): Promise<Unit> {
    const unit = { uuid: newUuid(), authKey: randomId('k', 31), pid: newPid() };
    for (const name of NAMES) await putLicences(opened[name].context, { body: { licences: [unit] } });
    return unit;
  }

  /** A camera at somebody's home: the pairing, or the code that it was refused with. */
  async function pair(
    name: Name,
    owner: number,
    { uuid, authKey }: Unit,
    fate: Fate,
    handOverCode?: string,
  ): Promise<Paired | string> {
    const { context } = opened[name];
    const ownerId = owners[name][owner];
    if (ownerId === undefined) throw new Error('nobody');
    const token = await createPairingToken(
      context,
      { ownerId, sessionId: '' },
      { ...nothing, body: handOverCode ? { handOverCode } : undefined },
    );
    if (isRefusal(token)) throw new Error(token.code);
    const { t } = PairingText.parse(JSON.parse(token.text));
    const proof = createHmac('sha256', authKey).update(`${t}.${uuid}`).digest('hex');
    const features = { sleepy: false, probe: false, simulate: false };
    fates[name] = fate;
    const body = {
      token: t,
      uuid,
      proof,
      firmware: FirmwareVersion.parse('1.0.0'),
      features,
      sample: 'firmware' as const,
    };
    const answer = await pairDevice(context, { ...nothing, body }, { ip: '127.0.0.1' });
    fates[name] = 'there';
    return isRefusal(answer) ? answer.code : { deviceId: DeviceId.parse(answer.deviceId), ownerId, owner, name };
  }

  async function settle(name: Name, fate: Fate): Promise<void> {
    fates[name] = fate;
    await renew(name);
    await settleAll(opened[name].context).catch(() => {});
    fates[name] = 'there';
  }

  /** Where it is due, as the region's own timer does it. */
  async function renew(name: Name): Promise<void> {
    const { context } = opened[name];
    const { rows } = await sql`
      DELETE FROM deadline WHERE kind = 'claims.renew' AND due_at <= kaitong_now() RETURNING subject`.execute(
      context.db,
    );
    if (rows.length === 0) return;
    try {
      for (let last: string | undefined = ''; last !== undefined; ) last = await renewPage(context, last);
    } catch {
      await renewClaims(context.db);
    }
  }

  /** What control has to tell a region. */
  async function tell(name: Name, fate: Fate): Promise<void> {
    const region = Region.parse(name);
    const client = regions.get(region);
    if (!client) throw new Error(name);
    fates[name] = fate;
    const { rows } = await sql<{ subject: string }>`
      DELETE FROM deadline WHERE kind = ${deliveryKind(region)} RETURNING subject`.execute(database.db);
    for (const { subject } of rows) {
      const [what, id] = subject.split(' ');
      await database.db.transaction().execute(async (trx) => {
        if (what === CLAIMS) await deliverClaims(control as ControlContext, trx, region, client);
        if (what === 'pairing')
          await deliverPairingEnd(control as ControlContext, trx, region, client, DeviceId.parse(id));
      });
    }
    fates[name] = 'there';
  }

  const lines = new Map(regions);

  type Saved = { of: Unit; claims: Insertable<ControlTables['unit_claim']>[] };
  const claimsOf = ({ uuid }: Unit) =>
    database.db.selectFrom('unit_claim').selectAll().where('uuid', '=', uuid).execute();

  return {
    control: database.db,
    /** What a backup of control has of a unit. */
    save: async (of: Unit): Promise<Saved> => ({ of, claims: await claimsOf(of) }),
    /** Control goes on from a backup; lines of before are gone, and what was on its way with them. */
    async restoreControl({ of, claims }: Saved): Promise<void> {
      late.splice(0);
      await database.db.transaction().execute(async (trx) => {
        await trx.deleteFrom('unit_claim').where('uuid', '=', of.uuid).execute();
        if (claims.length > 0) await trx.insertInto('unit_claim').values(claims).execute();
        await endLife(trx);
      });
      await noticeNewLife<ControlTables>(database.db, (trx) => claimAllAnew(control, trx));
    },
    /** Control's line to a region is cut, or there again. */
    silence(name: Name, isSilent: boolean): void {
      const region = Region.parse(name);
      const line = lines.get(region);
      if (isSilent || !line) regions.delete(region);
      else regions.set(region, line);
    },
    opened,
    owners,
    late,
    newUnit,
    pair,
    settle,
    tell,
    unpair: async ({ name, deviceId, ownerId }: Paired): Promise<boolean> =>
      await endPairing(opened[name].context, { deviceId, ownerId, ended: 'removed' }),
    /** The code by which an owner gives a camera away; undefined where it is theirs no more. */
    async offer({ name, deviceId, ownerId }: Paired): Promise<string | undefined> {
      const params = { params: { deviceId }, query: undefined, body: undefined };
      const offered = await createHandOverCode(opened[name].context, { ownerId, sessionId: '' }, params);
      return isRefusal(offered) ? undefined : offered.code;
    },
    /** Everything that was on its way arrives, and everybody says what there is to say. */
    async calm(): Promise<void> {
      for (const arrive of late.splice(0)) await arrive().catch(() => {});
      for (let n = 0; n < 3; n++)
        for (const name of NAMES) {
          // What was claimed and never paired is given back when its time is over.
          await sql`UPDATE asked_claim SET asked_at = asked_at - interval '1 minute'`.execute(opened[name].context.db);
          await settle(name, 'there');
          await tell(name, 'there');
        }
    },
    async bound({ uuid }: Unit) {
      const rows = await Promise.all(
        NAMES.map((name) =>
          opened[name].context.db
            .selectFrom('device')
            .select(['device_id', 'claim', 'claim_kind', 'paired_at'])
            .where('uuid', '=', uuid)
            .where('removed_at', 'is', null)
            .execute(),
        ),
      );
      return rows.flat();
    },
    held: ({ uuid }: Unit) =>
      database.db
        .selectFrom('unit_claim')
        .select(['device_id', 'number'])
        .where('uuid', '=', uuid)
        .where('state', '=', 'held')
        .execute(),
    async notices({ name, deviceId }: Paired): Promise<number> {
      const { db } = opened[name].context;
      return (await db.selectFrom('notice').select('id').where('device_id', '=', deviceId).execute()).length;
    },
    async endedAs({ name, deviceId }: Paired) {
      const { db } = opened[name].context;
      return (await db.selectFrom('device').select('ended').where('device_id', '=', deviceId).executeTakeFirst())
        ?.ended;
    },
    /** Who may see the footage of a device. */
    async watchers({ name, deviceId }: Paired): Promise<OwnerId[]> {
      const { db } = opened[name].context;
      const seen = await Promise.all(
        NAMES.flatMap((one) => owners[one]).map(async (ownerId) =>
          (await findOwnedDevice(db, ownerId, deviceId)) ? [ownerId] : [],
        ),
      );
      return seen.flat();
    },
    async [Symbol.asyncDispose]() {
      for (const name of NAMES) await opened[name].close();
      await database.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

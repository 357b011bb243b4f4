import {
  type CouponId,
  controlCalls,
  controlPlane,
  controlSales,
  createClient,
  type Discount,
  type OrderId,
  type Pid,
  Region,
  refusal,
  type SalesReport,
} from '@kaitong/contract';
import { claimTrial, releaseTrial, spendTrial, type TrialClaim } from '@kaitong/core';
import type { FastifyInstance } from 'fastify';
import { silentLog } from '../../log.ts';
import type { RegionContext } from '../../region/context.ts';
import { createApp } from '../kit/app.ts';
import { type Handler, mountContract } from '../kit/mount.ts';
import { planeSend } from '../plane-send.ts';
import { authenticatePlane, planeToken } from '../plane-tokens.ts';

const SECRET = 'plane secret of control’s peer';

/** Control's side of the plane for tests of regions: trials and coupons of one world, and every report as it was taken. */
export type ControlPeer = {
  clientOf(region: string): RegionContext['control'];
  /** By region, in the order of their numbers. */
  reports: Map<string, SalesReport[]>;
  /** By UUID; what it was asked for is noted beside. */
  licences: Map<string, { pid: Pid; authKey: string }>;
  licencesAsked: string[];
  trials: Map<string, TrialClaim>;
  coupons: Map<string, { id: CouponId; discount: Discount; limit: number; usedBy: Set<string> }>;
  /** Resolves once a report of this kind about this order has been taken. */
  reported(type: SalesReport['type'], orderId: OrderId): Promise<SalesReport>;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
};

export async function startControlPeer(): Promise<ControlPeer> {
  const reports: ControlPeer['reports'] = new Map();
  const licences: ControlPeer['licences'] = new Map();
  const licencesAsked: string[] = [];
  const trials: ControlPeer['trials'] = new Map();
  const coupons: ControlPeer['coupons'] = new Map();
  let listeners: (() => void)[] = [];
  const stage = 'debug';

  function take(report: SalesReport): void {
    if (report.type !== 'order.paid' && report.type !== 'order.closed') return;
    if (report.type === 'order.paid' && !report.trial) return;
    const claim = trials.get(report.uuid) ?? null;
    const after =
      report.type === 'order.paid' ? spendTrial(claim, report.orderId) : releaseTrial(claim, report.orderId);
    if (after) trials.set(report.uuid, after);
    else trials.delete(report.uuid);
    if (report.type === 'order.closed') for (const { usedBy } of coupons.values()) usedBy.delete(report.orderId);
  }

  let app: FastifyInstance | undefined;
  const listen = async (port: number): Promise<string> => {
    app = createApp({ log: silentLog });
    const handlers: Parameters<typeof mountContract<typeof controlSales>>[2] = {
      claimTrial: async (_caller, { params: { uuid }, body: { orderId } }) => {
        const claim = claimTrial(trials.get(uuid) ?? null, { orderId, stage });
        if (typeof claim === 'string') return { refused: refusal(claim) };
        trials.set(uuid, claim);
        return { refused: null };
      },
      findTrial: async (_caller, { params: { uuid } }) => ({ state: trials.has(uuid) ? 'used' : 'available' }),
      holdCoupon: async (_caller, { body: { code, orderId } }) => {
        const coupon = coupons.get(code);
        if (!coupon) return { refused: refusal('coupon_unknown') };
        const { usedBy, limit, id: couponId, discount } = coupon;
        if (usedBy.size >= limit && !(orderId !== null && usedBy.has(orderId)))
          return { refused: refusal('coupon_used_up') };
        if (orderId !== null) usedBy.add(orderId);
        return { held: { couponId, discount } };
      },
      reportSales: async (_caller, { body }) => {
        const taken = reports.get(body.region) ?? [];
        reports.set(body.region, taken);
        for (const { seq, report } of body.reports) {
          if (seq !== taken.length + 1) continue;
          taken.push(report);
          take(report);
        }
        for (const listener of listeners) listener();
        return { taken: taken.length };
      },
    };
    const plane = authenticatePlane(SECRET, 'control');
    mountContract(app, controlSales, handlers, { authenticate: { plane } });
    const findLicence: Handler<typeof controlPlane.findLicence> = async (_caller, { params: { uuid } }) => {
      licencesAsked.push(uuid);
      const known = licences.get(uuid);
      return { licence: known ? { uuid, ...known } : null };
    };
    mountContract(app, { findLicence: controlPlane.findLicence }, { findLicence }, { authenticate: { plane } });
    return await app.listen({ host: '127.0.0.1', port });
  };
  const url = await listen(0);
  return {
    clientOf: (name) => createClient(controlCalls, planeSend(url, planeToken(SECRET, Region.parse(name), 'control'))),
    reports,
    licences,
    licencesAsked,
    trials,
    coupons,
    reported: (type, orderId) =>
      new Promise((resolve) => {
        const look = (): void => {
          const all = [...reports.values()].flat();
          const found = all.find((one) => one.type === type && 'orderId' in one && one.orderId === orderId);
          if (!found) return;
          listeners = listeners.filter((one) => one !== look);
          resolve(found);
        };
        listeners.push(look);
        look();
      }),
    async goAway() {
      await app?.close();
      app = undefined;
    },
    async comeBack() {
      await listen(Number(new URL(url).port));
    },
  };
}

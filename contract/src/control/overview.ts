import { z } from 'zod';
import { ApplicationState } from '../activation/steps.ts';
import { Conformance } from '../conformance/conformance.ts';
import { ApplicationId, DeviceId, FirmwareVersion, Instant, Pid, Region, ServiceOrderId, Uuid } from '../ids.ts';
import { op } from '../kit/op.ts';
import { Currency, Money } from '../money.ts';
import { OrderId } from '../plans.ts';
import { Product } from './products.ts';
import { ServiceItem } from './sales.ts';

/** Units of a product that said which firmware they run. `passing`: at or above the lowest version that passed. */
const FirmwareShare = z.object({
  firmware: FirmwareVersion,
  units: z.int(),
  online: z.int(),
  /** Null while no version has passed. */
  passing: z.boolean().nullable(),
});

/** How events came on a day: of how many opened, how many arrived whole. */
export const ArrivalDay = z.object({
  day: z.iso.date(),
  opened: z.int(),
  arrived: z.int(),
  /** Of the middle one: seconds from the event until it could be watched. null: none could. */
  playableSeconds: z.number().nullable(),
});

/**
 * What one page says of a product: its fleet, what was tried with it, and what it sells. What the caller's role does not
 * read elsewhere is null here.
 */
export const ProductHome = z
  .object({
    product: Product,
    fleet: z.object({
      /** The newest version first. */
      firmware: z.array(FirmwareShare),
      /** Of events of the last week, by the firmware that recorded them; the newest version first, days in their order. */
      arrivals: z.array(z.object({ firmware: FirmwareVersion, days: z.array(ArrivalDay) })),
      /** Regions whose events are not among them. */
      eventsUnreachable: z.array(Region),
      /** Regions whose units are not in `firmware`. */
      unreachable: z.array(Region),
    }),
    licences: z.object({ issued: z.int(), paired: z.int(), revoked: z.int() }).nullable(),
    /** Of the caller's own account. */
    verifications: z
      .object({
        counts: z.partialRecord(ApplicationState, z.int()),
        /** At most five, the newest first. */
        latest: z.array(
          z.object({
            id: ApplicationId,
            /** As it was typed. */
            deviceId: z.string(),
            firmware: FirmwareVersion.nullable(),
            state: ApplicationState,
            createdAt: Instant,
          }),
        ),
      })
      .nullable(),
    /** Extended tests of the caller's own account, without their evidence; at most five, the newest first. */
    conformance: z.array(Conformance).nullable(),
    /** What it sells; null while it is not activated. */
    item: ServiceItem.nullable(),
    /** Of the last twelve months, by currency; null where the product is another account's too. */
    sold: z
      .array(z.object({ currency: Currency, orders: z.int(), paid: Money, refunded: Money, share: Money }))
      .nullable(),
  })
  .meta({ id: 'ProductHome' });
export type ProductHome = z.output<typeof ProductHome>;

/** Something that an account may see, found by its id. */
export const Found = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('product'), pid: Pid, name: z.string() }),
    z.object({
      kind: z.literal('device'),
      deviceId: DeviceId,
      uuid: Uuid,
      pid: Pid,
      productName: z.string(),
      region: Region,
    }),
    z.object({ kind: z.literal('licence'), uuid: Uuid, pid: Pid, productName: z.string() }),
    z.object({
      kind: z.literal('application'),
      id: ApplicationId,
      deviceId: z.string(),
      state: ApplicationState,
      createdAt: Instant,
    }),
    z.object({ kind: z.literal('order'), orderId: OrderId, pid: Pid, productName: z.string(), paidAt: Instant }),
    z.object({ kind: z.literal('service_order'), id: ServiceOrderId, createdAt: Instant }),
  ])
  .meta({ id: 'Found' });
export type Found = z.output<typeof Found>;

/** Fewer signs are the beginning of too many ids. */
export const SHORTEST_FIND = 3;

/** What belongs together and lies in several rooms. */
export const overview = {
  getProductHome: op({
    method: 'GET',
    path: '/api/v1/products/:pid/home',
    summary: 'A product with its fleet by firmware, licences, verifications, extended tests, plans and sales',
    caller: 'maker',
    params: z.object({ pid: Pid }),
    reply: ProductHome,
  }),
  find: op({
    method: 'GET',
    path: '/api/v1/find',
    summary: 'Products, devices, licences, applications and orders by the beginning of their id; products by name too',
    caller: 'maker',
    query: z.object({
      /** In groups or in upper case too, as people copy ids. */
      text: z.string().trim().min(SHORTEST_FIND).max(80),
    }),
    /** A few of each kind: a longer beginning finds what is missing. */
    reply: z.object({ items: z.array(Found) }),
  }),
};

import type { SaleState } from '@kaitong/contract';
import { sql } from 'kysely';

// Of a query that joins `activation`, and `product_sale`, which has no row for a product that was never stopped.

/** The operator's word stands above the maker's. What a browser’s camera activated is sold by neither's. */
export const saleState = sql<SaleState>`
  CASE WHEN product_sale.suspended_at IS NOT NULL THEN 'suspended'
       WHEN activation.sample = 'browser' THEN 'demonstration'
       WHEN product_sale.stopped_at IS NOT NULL THEN 'stopped' ELSE 'on_sale' END`;

export const isOnSale = sql<boolean>`
  (product_sale.suspended_at IS NULL AND product_sale.stopped_at IS NULL AND activation.sample IS DISTINCT FROM 'browser')`;

/** Of an activated product. */
export const saleSince = sql<Date>`
  coalesce(product_sale.suspended_at, product_sale.stopped_at, greatest(activation.activated_at, product_sale.resumed_at))`;

export const saleReason = sql<string | null>`
  CASE WHEN product_sale.suspended_at IS NOT NULL THEN product_sale.suspension_reason
       WHEN product_sale.stopped_at IS NOT NULL THEN nullif(product_sale.stop_reason, '') END`;

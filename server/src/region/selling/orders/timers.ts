import { minutes } from '@kaitong/contract';

/** How long an order can be paid: a trial's claim and a coupon's use are held meanwhile. */
export const PAYABLE_FOR = minutes(30);

/** Subject: the order. */
export const ORDER_EXPIRY = 'order.expiry';
/** The provider is to be asked for a refund. Subject: order and refund, with a space between. */
export const PAYMENT_REFUND = 'payment.refund';
/** The provider is to be asked for a stray payment's return. Subject: order and payment, with a space between. */
export const PAYMENT_RETURN = 'payment.return';

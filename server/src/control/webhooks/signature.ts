import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** Standard Webhooks: 24 to 64 random bytes, in base64. */
export const createSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** One of a delivery's tries, as its receiver verifies it. */
export type Signed = { id: string; at: Date; body: string };

/** The headers of Standard Webhooks; a receiver accepts any of the signatures, so that secrets can be replaced. */
export function signatureHeaders({ id, at, body }: Signed, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const sign = (secret: string): string =>
    createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
  };
}

/** Where a webhook's secrets belong when they are wrapped. */
export const secretPlace = (webhookId: string): string => `webhook secret ${webhookId}`;

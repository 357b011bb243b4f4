import { createHmac } from 'node:crypto';
import { hashToken, isSame, type Token } from '../../secrets/tokens.ts';
import type { RegionContext } from '../context.ts';

type Secrets = Pick<RegionContext, 'secrets' | 'region'>;

/** Made from the deletion's id, so that whoever asks again hears the same while only its hash is stored. */
export function receiptToken({ secrets, region }: Secrets, id: string): Token {
  const [key] = secrets.derive(placeOf(region));
  return tokenBy(key, id);
}

/** The token of a hash, also where the master key was replaced since. */
export const findReceiptToken = ({ secrets, region }: Secrets, id: string, hash: string | null): string | undefined =>
  secrets
    .derive(placeOf(region))
    .map((key) => tokenBy(key, id))
    .find((one) => hash !== null && isSame(one.hash, hash))?.token;

const placeOf = (region: string): string => `receipts of deletions ${region}`;

function tokenBy(key: Uint8Array, id: string): Token {
  const token = `ka_${createHmac('sha256', key).update(id).digest('base64url')}`;
  return { token, hash: hashToken(token) };
}

import type { ApplicationId, Pid, RevocationReason } from '@kaitong/contract';
import type { GeneratedStamp, StampOrNull } from '../columns.ts';
import type { Migrations } from '../migrate.ts';

export type SigningKeyTable = {
  id: string;
  public_jwk: object;
  /** Null once it signs no more: only its public half is kept. */
  wrapped_private_jwk: string | null;
  created_at: GeneratedStamp;
  retired_at: StampOrNull;
};

export type RevokedCertificateTable = {
  application_id: ApplicationId;
  reason: RevocationReason;
  revoked_at: GeneratedStamp;
};

/** A product whose maker agreed that anybody finds it. */
export type ProductListingTable = { pid: Pid; listed_at: GeneratedStamp };

export type CertificateTables = {
  signing_key: SigningKeyTable;
  revoked_certificate: RevokedCertificateTable;
  product_listing: ProductListingTable;
};

export const certificateMigrations: Migrations = {
  '0060_certificates': `
    ALTER TABLE signing_key ALTER COLUMN wrapped_private_jwk DROP NOT NULL, ADD COLUMN retired_at timestamptz;
    CREATE TABLE revoked_certificate (
      application_id text PRIMARY KEY REFERENCES application (id),
      reason text NOT NULL,
      revoked_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
  `,
  '1230_certificate_addresses': `
    -- A JWS has no backslash, so its bytes are its text.
    CREATE INDEX application_certificate ON application (encode(sha256(certificate::bytea), 'hex'))
      WHERE certificate IS NOT NULL;
    -- Whether a product has a newer one.
    CREATE INDEX application_certified ON application (pid, certified_at) WHERE certificate IS NOT NULL;`,
  '1231_product_listings': `
    CREATE TABLE product_listing (
      pid text PRIMARY KEY REFERENCES product ON DELETE CASCADE,
      listed_at timestamptz NOT NULL DEFAULT kaitong_now()
    );
    CREATE INDEX product_listing_newest ON product_listing (listed_at, pid);`,
};

import { authorityPath } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { Authority } from '../tls/own-authority.ts';

/** The certificate of the authority, for phones and cameras that do not trust it yet: they compare its fingerprint. */
export function mountAuthority(app: FastifyInstance, { cert }: Authority): void {
  app.get(authorityPath, async (_request, reply) =>
    reply
      .header('content-type', 'application/x-x509-ca-cert') // phones offer to install what comes as this
      .header('content-disposition', 'attachment; filename="kaitong-ca.crt"')
      .header('cache-control', 'no-cache')
      .send(cert),
  );
}

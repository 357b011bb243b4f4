import {
  CertificatePage,
  certificateFilePath,
  certificatePagePath,
  certificates,
  certifiedPath,
  isRefusal,
} from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { listCertified } from '../../control/certificates/listing.ts';
import { readCertificateFile, readCertificatePage } from '../../control/certificates/read-page.ts';
import type { ControlContext } from '../../control/context.ts';
import { attachment } from '../attachment.ts';
import { callRequestOf } from '../kit/request.ts';
import { asPage, keepUnseen, languageOf, sendRefusal } from '../plain/answer.ts';
import { plainPolicy } from '../plain/policy.ts';
import { writeCertified } from './write-certified.ts';
import { writePage } from './write-page.ts';

type Place = { Params: { address: string } };

/** The page of a certificate and the certificate as a file, for whoever knows its address; and of all that may be found. */
export function mountCertificatePages(app: FastifyInstance, context: ControlContext): void {
  keepUnseen(app, certificatePagePath(''));
  app.get<Place>(certificatePagePath(':address'), async (request, reply) => {
    const language = languageOf(request);
    const { address } = request.params;
    const page = await readCertificatePage(context, { address, language }, callRequestOf(request, reply));
    if (isRefusal(page)) return sendRefusal(reply, page, language, 404);
    if (page.isListed) reply.removeHeader('x-robots-tag');
    const place = { address, publicUrl: context.publicUrl };
    return asPage(reply, plainPolicy()).send(writePage(CertificatePage.parse(page), language, place));
  });
  app.get<Place>(certificateFilePath(':address'), async (request, reply) => {
    const found = await readCertificateFile(context, request.params.address, callRequestOf(request, reply));
    if (isRefusal(found)) return sendRefusal(reply, found, languageOf(request), 404);
    const name = `kaitong-${found.pid}-${found.firmware}.jws`;
    return reply.type('application/jose').header('content-disposition', attachment(name)).send(found.certificate);
  });
  app.get<{ Querystring: Record<string, unknown> }>(certifiedPath, async (request, reply) => {
    const language = languageOf(request);
    const { search, cursor } = request.query;
    const query = certificates.listCertified.query.safeParse({ search: search || undefined, cursor });
    const asked = query.data ?? certificates.listCertified.query.parse({});
    const found = await listCertified(context, { ...NOTHING, query: asked }, callRequestOf(request, reply));
    reply.header('cache-control', 'no-cache');
    if (isRefusal(found)) return sendRefusal(reply, found, language, 404);
    const page = writeCertified(certificates.listCertified.reply.parse(found), {
      language,
      search: asked.search ?? '',
      isFirst: asked.cursor === undefined,
    });
    return asPage(reply, plainPolicy([], 'self')).send(page);
  });
}

const NOTHING = { params: undefined, body: undefined };

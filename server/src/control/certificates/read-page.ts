import {
  type ApplicationId,
  type CertificatePage,
  type CertificatePayload,
  type certificates,
  isRefusal,
  itemText,
  type Language,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { checkTexts, type Finding, generalText, groupFindings, groupText } from '@kaitong/contract/checks';
import { type Kysely, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { progressTopic } from '../applications/progress.ts';
import type { ControlContext } from '../context.ts';
import { waiversInForce } from '../waivers/read-waivers.ts';
import { isListed } from './listing.ts';
import { readPayload } from './read-payload.ts';
import { refuseReading } from './refuse-reading.ts';

type Page = Reply<typeof certificates.getCertificatePage>;
type Wanted = { address: string; language: Language };

/** What a certificate says and whether it counts now, for whoever knows its address. */
export async function readCertificatePage(
  context: ControlContext,
  { address, language }: Wanted,
  asker: { ip: string },
): Promise<Page | Refusal> {
  const certified = await findCertified(context, address, asker);
  if (isRefusal(certified)) return certified;
  const { id, certificate, revoked_at: revokedAt, revocation_reason: reason, newest } = certified;
  const says = readPayload(certificate);
  return {
    standing: revokedAt ? 'revoked' : newest ? 'replaced' : 'valid',
    asOf: certified.now.toISOString(),
    revoked: revokedAt && reason && { at: revokedAt.toISOString(), reason },
    newerIssuedAt: newest?.toISOString() ?? null,
    productName: certified.product_name,
    says,
    shown: { ...countShown(says), ...(await findShown(context.db, id)) },
    warnings: inWords(says, certified.findings, language),
    waivers: revokedAt || newest ? [] : await findWaivers(context.db, says, language),
    certificate,
    isListed: await isListed(context.db, id),
  };
}

/** The certificate alone, as it was signed. */
export async function readCertificateFile(
  context: ControlContext,
  address: string,
  asker: { ip: string },
): Promise<{ certificate: string; pid: string; firmware: string } | Refusal> {
  const certified = await findCertified(context, address, asker);
  if (isRefusal(certified)) return certified;
  const { pid, firmware } = readPayload(certified.certificate);
  return { certificate: certified.certificate, pid, firmware };
}

async function findCertified(context: ControlContext, address: string, { ip }: { ip: string }) {
  const tooMany = await refuseReading(context, ip);
  if (tooMany) return tooMany;
  const found = await context.db
    .selectFrom('application')
    .leftJoin('product', 'product.pid', 'application.pid')
    .leftJoin('revoked_certificate as revoked', 'revoked.application_id', 'application.id')
    .select(['application.id', 'application.findings', 'product.name as product_name', 'revoked.revoked_at'])
    .select(['revoked.reason as revocation_reason', sql<Date>`kaitong_now()`.as('now')])
    .select(sql<string>`application.certificate`.as('certificate'))
    .select(
      sql<Date | null>`(SELECT max(other.certified_at) FROM application other
        WHERE other.pid = application.pid AND other.certificate IS NOT NULL
          AND other.certified_at > application.certified_at)`.as('newest'),
    )
    .where('application.certificate', 'is not', null)
    .where(sql<string>`encode(sha256(application.certificate::bytea), 'hex')`, '=', address)
    .executeTakeFirst();
  return found ?? refusal('certificate_unknown');
}

function countShown({ objects }: CertificatePayload): Pick<CertificatePage['shown'], 'segments' | 'bytes'> {
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  return { segments: objects.filter(({ kind }) => kind === 'segment').length, bytes };
}

/** What its run told of the clip, while that is kept; of the last clip, where it was asked for another. */
async function findShown(
  db: Kysely<ControlTables>,
  id: ApplicationId,
): Promise<Pick<CertificatePage['shown'], 'durationMs' | 'pictures'>> {
  const { rows } = await sql<{ ms: number | null; codec: string | null; width: number | null; height: number | null }>`
    SELECT DISTINCT (data ->> 'durationMs')::int AS ms, data -> 'video' ->> 'codec' AS codec,
      (data -> 'video' ->> 'width')::int AS width, (data -> 'video' ->> 'height')::int AS height
    FROM topic_entry
    WHERE topic = ${progressTopic(id)}
      AND (data ->> 'type' = 'event.closed' OR data ->> 'type' = 'object.inspected' AND data ? 'video')
      AND seq > coalesce((SELECT max(seq) FROM topic_entry
        WHERE topic = ${progressTopic(id)} AND data ->> 'type' = 'wave.again'), 0)
    ORDER BY codec, width, height, ms`.execute(db);
  return {
    durationMs: rows.find(({ ms }) => ms !== null)?.ms ?? null,
    pictures: rows.flatMap(({ codec, width, height }) => (codec === null ? [] : [{ codec, width, height }])),
  };
}

/** What it warns of, as it was found: certificates hold codes and values only. */
function inWords(
  { warnings }: CertificatePayload,
  findings: readonly Finding[],
  language: Language,
): CertificatePage['warnings'] {
  const warned = new Set(warnings.map(({ code, object }) => `${code} ${object}`));
  const found = findings.filter(({ code, object }) => warned.has(`${code} ${object}`));
  return groupFindings(found).map((group) => {
    const { title, sentence } = groupText(group, language);
    return { code: group.finding.code, title, sentence };
  });
}

/** Of what this certificate warns of, and of its product's extended test. */
async function findWaivers(
  db: Kysely<ControlTables>,
  { pid, warnings }: CertificatePayload,
  language: Language,
): Promise<CertificatePage['waivers']> {
  const warned = new Set<string>(warnings.map(({ code }) => code));
  const waivers = await waiversInForce(db, pid);
  return waivers.flatMap((waiver) => {
    const { kind, code } = waiver.subject;
    if (kind === 'item') return [{ ...waiver, title: itemText(code, language).title }];
    return warned.has(code) ? [{ ...waiver, title: generalText(checkTexts[language].checks[code].title) }] : [];
  });
}

import { MOST_SBOM_BYTES, type Refusal, refusal, type SbomKind } from '@kaitong/contract';
import { z } from 'zod';

export type Sbom = { kind: SbomKind; bytes: Uint8Array };

/** CycloneDX 1.2 and later have a JSON form; each names itself so (https://cyclonedx.org/specification/overview/). */
const CycloneDx = z.object({ bomFormat: z.literal('CycloneDX'), specVersion: z.string().regex(/^1\.\d{1,3}$/) });

/** SPDX 2.2 and 2.3, clause 6: a document says its version and that it is one. */
const Spdx2 = z.object({
  spdxVersion: z.string().regex(/^SPDX-2\.\d{1,3}$/),
  SPDXID: z.literal('SPDXRef-DOCUMENT'),
  name: z.string(),
});

/** SPDX 3.0 is JSON-LD with one context, whose address has the version. */
const Spdx3 = z.object({
  '@context': z.string().regex(/^https:\/\/spdx\.org\/rdf\/3\.\d{1,3}(?:\.\d{1,3})?\/spdx-context\.jsonld$/),
  '@graph': z.array(z.unknown()).min(1),
});

/**
 * Looks whether these bytes are an SBOM as JSON, by what such a document must say of itself. What it lists is its maker's to
 * say: nobody here could tell whether it is true.
 */
export function readSbom(bytes: Uint8Array): Sbom | Refusal {
  if (bytes.length > MOST_SBOM_BYTES) return refusal('sbom_too_large', { limit: MOST_SBOM_BYTES / 2 ** 20 });
  const kind = kindOf(parse(bytes));
  return kind ? { kind, bytes } : refusal('sbom_refused');
}

function kindOf(json: unknown): SbomKind | undefined {
  const cycloneDx = CycloneDx.safeParse(json).data;
  if (cycloneDx) return { format: 'cyclonedx', version: cycloneDx.specVersion };
  const spdx2 = Spdx2.safeParse(json).data;
  if (spdx2) return { format: 'spdx', version: spdx2.spdxVersion.slice('SPDX-'.length) };
  const spdx3 = Spdx3.safeParse(json).data;
  return spdx3 && { format: 'spdx', version: spdx3['@context'].split('/')[4] ?? '' };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

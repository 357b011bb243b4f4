import { createHash } from 'node:crypto';
import type { StoreExpiry } from '../object-store.ts';
import { StoreError } from '../store-error.ts';
import { type BucketConnection, readError } from './connection.ts';
import { escapeXml, firstOf, textsOf } from './xml.ts';

/** S3's limit, for all who have rules in a bucket together. */
const MOST_RULES = 1000;
/** What says that there are none, or none of this kind: anything else of a client's fault means that it has no rules at all. */
const NO_RULES = 'NoSuchLifecycleConfiguration';
const REFUSED = [400, 403, 405, 501];
const QUERY = { lifecycle: '' };

type Rule = { id: string; prefix: string; from: number; isEnabled: boolean; xml: string };

/**
 * The lifecycle of a bucket, of which those rules are ours whose names begin with `kaitong.` and our part of the bucket: all
 * others are written back letter by letter. A bucket has one document of them all, and no store compares it with what was
 * read: who writes between our reading and our writing has to write again, as we do at the next look.
 *
 * @param part what all our keys begin with, `cn/`
 */
export function openLifecycle(ask: BucketConnection, part: string, now: () => Date): StoreExpiry {
  const ours = `kaitong.${dotted(part)}`;
  const isOurs = ({ id }: Rule): boolean => id.startsWith(ours);

  return {
    async keep(wanted) {
      const found = await readRules(ask);
      if (!found) return 'refused';
      const others = found.filter((rule) => !isOurs(rule));
      const made = wanted
        .toSorted((one, other) => one.from.getTime() - other.from.getTime())
        .slice(0, Math.max(0, MOST_RULES - others.length))
        .map(({ prefix, from }) => makeRule(ours, `${part}${prefix}`, prefix, from));
      if (isSame(found.filter(isOurs), made)) return 'kept';
      return await writeRules(ask, [...others, ...made]);
    },

    async isEnding(prefix) {
      const at = now().getTime();
      const rules = (await readRules(ask)) ?? [];
      return rules.some(
        (rule) => isOurs(rule) && rule.isEnabled && rule.prefix === `${part}${prefix}` && rule.from <= at,
      );
    },
  };
}

const dotted = (path: string): string => path.replaceAll('/', '.');

function makeRule(ours: string, whole: string, prefix: string, from: Date): Rule {
  const id = `${ours}${dotted(prefix).replace(/\.$/, '')}`;
  const xml = `<ID>${escapeXml(id)}</ID><Filter><Prefix>${escapeXml(whole)}</Prefix></Filter><Status>Enabled</Status><Expiration><Date>${from.toISOString()}</Date></Expiration>`;
  return { id, prefix: whole, from: from.getTime(), isEnabled: true, xml };
}

const isSame = (some: readonly Rule[], others: readonly Rule[]): boolean => {
  const namesOf = (rules: readonly Rule[]) =>
    rules.map(({ id, prefix, from, isEnabled }) => JSON.stringify([id, prefix, from, isEnabled])).sort();
  return JSON.stringify(namesOf(some)) === JSON.stringify(namesOf(others));
};

/** `undefined`: the store has nothing of the kind, or not for us. */
async function readRules(ask: BucketConnection): Promise<Rule[] | undefined> {
  const answer = await ask({ method: 'GET', key: '', query: QUERY, accept: [404, ...REFUSED] });
  if (answer.status === 404) {
    const error = await readError('GET lifecycle', answer);
    if (error.code !== NO_RULES) throw error;
    return [];
  }
  const text = await answer.text();
  if (!answer.ok) return undefined;
  const rules = textsOf(text, 'Rule').map(readRule);
  // Written back without one that was not understood, somebody's rule would be gone.
  if (rules.length !== text.split(/<Rule[\s>]/).length - 1)
    throw new StoreError('The lifecycle rules of the bucket cannot be read.', {});
  return rules;
}

const readRule = (xml: string): Rule => ({
  id: firstOf(xml, 'ID') ?? '',
  prefix: firstOf(xml, 'Prefix') ?? '',
  from: Date.parse(firstOf(xml, 'Date') ?? ''),
  isEnabled: firstOf(xml, 'Status') === 'Enabled',
  xml,
});

async function writeRules(ask: BucketConnection, rules: readonly Rule[]): Promise<'kept' | 'refused'> {
  if (rules.length === 0) {
    const removed = await ask({ method: 'DELETE', key: '', query: QUERY, accept: [404, ...REFUSED] });
    await removed.arrayBuffer();
    return 'kept';
  }
  const all = rules.map(({ xml }) => `<Rule>${xml}</Rule>`).join('');
  const body = Buffer.from(
    `<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${all}</LifecycleConfiguration>`,
  );
  const headers = {
    'content-type': 'application/xml',
    'content-md5': createHash('md5').update(body).digest('base64'),
  };
  const written = await ask({ method: 'PUT', key: '', query: QUERY, headers, body, accept: REFUSED });
  await written.arrayBuffer();
  return written.ok ? 'kept' : 'refused';
}

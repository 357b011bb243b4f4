import { type CheckCode, type Finding, groupFindings } from '@kaitong/contract/checks';
import { type Explanation, explainFinding, type ObjectInput } from '@kaitong/media';
import { nodePorts } from '../node-ports.ts';

/** An object as it was inspected, and its bytes decrypted. */
export type ExplainedSource = { input: ObjectInput; plain: Uint8Array };

/** What stands where a headline's first finding is. */
export type Explained = Explanation & {
  code: CheckCode;
  /** That of the finding, null where it is of the clip, and the one that this stands in: another one where the init segment says it. */
  object: number | null;
  source: number;
  /** Bytes around the place; null where there is no single place. */
  bytes: { from: number; hex: string } | null;
};

/** More would be read by nobody. */
const MOST = 10;
const ROW = 16;
const ROWS = { before: 1, all: 5 };

/** Of each headline what stands at its first place, and in the init segment what it says of that. */
export function explainHeadlines(
  findings: readonly Finding[],
  sources: ReadonlyMap<number, ExplainedSource>,
): Explained[] {
  const segment = [...sources.values()].find(({ input }) => input.object.kind === 'segment');
  const init = [...sources.values()].find(({ input }) => input.object.kind === 'init');
  return groupFindings(findings)
    .slice(0, MOST)
    .flatMap(({ finding }) => {
      const { object } = finding;
      const source = object === null ? segment : sources.get(object);
      if (!source) return [];
      const inInit = init && init !== source ? explain({ ...finding, offset: null }, object, init) : [];
      return [...inInit, ...explain(finding, object, source)];
    });
}

function explain(finding: Finding, object: number | null, { input, plain }: ExplainedSource): Explained[] {
  const explanation = explainFinding(finding, input, nodePorts);
  const bytes = bytesAround(plain, explanation.offset);
  if (explanation.structures.length === 0 && !bytes) return [];
  return [{ code: finding.code, object, source: input.object.n, ...explanation, bytes }];
}

function bytesAround(plain: Uint8Array, offset: number | null): Explained['bytes'] {
  if (offset === null || plain.length === 0) return null;
  const row = Math.floor(Math.min(offset, plain.length - 1) / ROW) - ROWS.before;
  const from = Math.max(0, row) * ROW;
  return { from, hex: Buffer.from(plain.subarray(from, from + ROWS.all * ROW)).toString('hex') };
}

import type { KeyObject } from 'node:crypto';
import { regionCalls, seconds } from '@kaitong/contract';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { PlaneName } from '../http/plane-tokens.ts';
import { openProofs, type Proofs } from '../plane-keys/open-proofs.ts';
import { CLOCKS_DIFFER, isProof, PROOF_HEADER, readSignedCall, SIGNATURE_HEADER } from '../plane-keys/signed-call.ts';
import { type Finding, found, reasonOf } from './findings.ts';

const PATIENCE = seconds(5);
const CLOCKS_AGREE = seconds(10);
const { method, path } = regionCalls.isThere;

/** The planes in other places: whether they answer, know our key and have the one that we know of them. */
export async function* tryPlanes(config: Config, clock: Clock): AsyncGenerator<Finding> {
  const { planeSecret, regions, controlUrl, remoteRegions } = config;
  const proofs = openProofs(config, planeSecret ?? '');
  const pairs: Pair[] = [
    ...(config.control ? [...remoteRegions] : []).map(([to, url]): Pair => ({ from: 'control', to, url })),
    ...(controlUrl === undefined ? [] : regions).map((from): Pair => ({ from, to: 'control', url: controlUrl ?? '' })),
  ];
  for (const pair of pairs) yield* tryPlane(pair, proofs, clock);
}

type Pair = { from: PlaneName; to: PlaneName; url: string };

async function* tryPlane({ from, to, url }: Pair, proofs: Proofs, clock: Clock): AsyncGenerator<Finding> {
  const headers = proofs.of(from, to)({ method, path, body: null });
  let answer: Response;
  try {
    answer = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(PATIENCE), redirect: 'error' });
    await answer.arrayBuffer();
  } catch (error) {
    return void (yield found('plane_away', { from, plane: to, where: url, reason: reasonOf(error) }));
  }
  const said = Date.parse(answer.headers.get('date') ?? '');
  const off = Math.round((clock.now().getTime() - said) / 1000);
  if (Math.abs(off) > CLOCKS_AGREE / 1000)
    yield found('plane_clock_off', { plane: to, seconds: off, most: CLOCKS_DIFFER / 1000 });
  if (answer.status === 401) yield found('plane_refuses', { from, plane: to, where: url });
  else if (!answer.ok) yield found('plane_away', { from, plane: to, where: url, reason: `HTTP ${answer.status}` });
  else yield judgeProof({ from, to, url }, { headers, answer, keys: proofs.keysOf.get(to) });
}

type Answered = { headers: Readonly<Record<string, string>>; answer: Response; keys: readonly KeyObject[] | undefined };

function judgeProof({ from, to, url: where }: Pair, { headers, answer, keys }: Answered): Finding {
  const call = readSignedCall(headers[SIGNATURE_HEADER]);
  if (!call || !keys) return found('plane_answers_by_token', { from, plane: to, where });
  const proof = answer.headers.get(PROOF_HEADER);
  if (proof === null) return found('plane_has_no_key', { from, plane: to, where });
  return found(isProof(keys, to, call.nonce, proof) ? 'plane_answers' : 'plane_has_another_key', {
    from,
    plane: to,
    where,
  });
}

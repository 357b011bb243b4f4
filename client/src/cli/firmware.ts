import {
  compareFirmware,
  FirmwareRelease,
  type Pid,
  Problem,
  ProblemError,
  type ReleaseMove,
  releaseImagePath,
  SignedManifest,
} from '@kaitong/contract';
import { readJson } from '../fetch-send.ts';
import { type ActivateOptions, activate } from './activate.ts';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { manifestFileOf, pidOf, read } from './firmware-sign.ts';
import { type Output, table } from './output.ts';
import { UsageError } from './usage-error.ts';

type Flags = { json: boolean };

/** `kaitong firmware list PID`: the newest first. */
export async function listReleases(
  { client }: ServerConnection,
  named: string,
  { json }: Flags,
  output: Output,
): Promise<ExitCode> {
  const { items, unreachable } = await client.listReleases({ params: { pid: pidOf(named) } });
  if (json) for (const release of items) output.line(JSON.stringify(release));
  else {
    const rows = items.map(({ manifest, state, share, hasImage, units }) => [
      ...[
        manifest.version,
        manifest.takesBack ?? '–',
        hasImage || state === 'withdrawn' ? state : `${state}, no image`,
        `${share} %`,
      ],
      ...[units.offered + units.downloading, units.installed, units.failed, units.rolledBack].map(String),
    ]);
    const head = ['VERSION', 'TAKES BACK', 'STATE', 'SHARE', 'OFFERED', 'INSTALLED', 'FAILED', 'ROLLED BACK'];
    output.line(table([head, ...rows]));
  }
  if (unreachable.length > 0) output.error(`Not counted, since they do not answer: ${unreachable.join(', ')}.`);
  return exitCodes.done;
}

/** `kaitong firmware key PID FILE`: registers the public key that signs from now on. */
export async function addFirmwareKey(
  { client }: ServerConnection,
  named: string,
  file: string,
  { json }: Flags,
  output: Output,
): Promise<ExitCode> {
  const params = { pid: pidOf(named) };
  const publicKey = (await read(file)).toString();
  if (publicKey.includes('PRIVATE KEY'))
    throw new UsageError(
      `${file} holds a private key, which stays with you; openssl pkey -pubout writes the public one.`,
    );
  const key = await client.addFirmwareKey({ params, body: { publicKey } });
  output.line(json ? JSON.stringify(key) : key.fingerprint);
  return exitCodes.done;
}

export type ReleaseOptions = Flags & { signed?: string; notesZh: string; notesEn: string };

/** `kaitong firmware release IMAGE`: a draft with its image. Where one of this version is there without, it gets the image. */
export async function releaseFirmware(
  connection: ServerConnection,
  file: string,
  { signed: named = manifestFileOf(file), notesZh, notesEn, json }: ReleaseOptions,
  output: Output,
): Promise<ExitCode> {
  const image = await read(file);
  const signed = readManifest((await read(named)).toString(), named);
  const { pid, version } = signed.manifest;
  const known = await findRelease(connection, pid, version);
  const { id } =
    known && !known.hasImage
      ? known
      : await connection.client.createRelease({
          params: { pid },
          body: { ...signed, notes: { 'zh-CN': notesZh, en: notesEn } },
        });
  const response = await fetch(connection.url + releaseImagePath(pid, id), {
    method: 'PUT',
    headers: { ...connection.headers, 'content-type': 'application/octet-stream' },
    body: image,
  });
  const answer = await readJson(response);
  if (!response.ok) {
    const problem = Problem.safeParse(answer);
    if (problem.success) throw new ProblemError(problem.data);
    throw new TypeError(`the server answered HTTP ${response.status}`);
  }
  const release = FirmwareRelease.parse(answer);
  output.line(
    json
      ? JSON.stringify(release)
      : `${version}: ${release.state}. Offer it: kaitong firmware rollout ${pid} ${version}`,
  );
  return exitCodes.done;
}

function readManifest(text: string, file: string): SignedManifest {
  try {
    return SignedManifest.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} is not what kaitong firmware sign writes.`);
  }
}

/** What `kaitong firmware rollout` does next, in this order. */
const ONWARD: readonly ReleaseMove[] = ['offer', 'resume', 'widen', 'finish'];

/** `kaitong firmware rollout|halt|withdraw PID VERSION`. `rollout` goes one step on. */
export async function moveRelease(
  connection: ServerConnection,
  { pid: named, version, to }: { pid: string; version: string; to: 'rollout' | 'halt' | 'withdraw' },
  { json }: Flags,
  output: Output,
): Promise<ExitCode> {
  const pid = pidOf(named);
  const found = await findRelease(connection, pid, version);
  if (!found) throw new UsageError(`${pid} has no release ${version}; kaitong firmware list ${pid} shows them.`);
  const move = to === 'rollout' ? (ONWARD.find((one) => found.moves.includes(one)) ?? 'widen') : to;
  const release = await connection.client.moveRelease({ params: { pid, releaseId: found.id }, body: { move } });
  output.line(json ? JSON.stringify(release) : `${version}: ${release.state}, ${release.share} %`);
  return exitCodes.done;
}

/** `kaitong firmware verify PID VERSION DEVICE_ID`: followed to its end, as an activation is. */
export async function verifyRelease(
  connection: ServerConnection,
  { pid, version, deviceId }: { pid: string; version: string; deviceId: string },
  options: Pick<ActivateOptions, 'json' | 'language' | 'input'>,
  output: Output,
): Promise<ExitCode> {
  const found = await findRelease(connection, pidOf(pid), version);
  if (!found) throw new UsageError(`${pid} has no release ${version}; kaitong firmware list ${pid} shows them.`);
  return await activate(connection, deviceId, { ...options, acceptOlderFirmware: true, release: found.id }, output);
}

async function findRelease(
  { client }: ServerConnection,
  pid: Pid,
  version: string,
): Promise<Pick<FirmwareRelease, 'id' | 'hasImage' | 'moves'> | undefined> {
  const { items } = await client.listReleases({ params: { pid } });
  return items.find(({ manifest }) => compareFirmware(manifest.version, version) === 0);
}

import { writeFileSync } from 'node:fs';
import { Pid } from '@kaitong/contract';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Output, table } from './output.ts';
import { UsageError } from './usage-error.ts';

type Flags = { json: boolean };

/** All pages of a list, one after the other. */
async function* pages<Item>(
  read: (cursor: string | undefined) => Promise<{ items: Item[]; next: string | null }>,
): AsyncGenerator<Item> {
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await read(cursor);
    yield* items;
    if (next === null) return;
    cursor = next;
  }
}

/** `kaitong products`: newest first. */
export async function listProducts({ client }: ServerConnection, { json }: Flags, output: Output): Promise<ExitCode> {
  const rows: string[][] = [];
  for await (const product of pages((cursor) => client.listProducts({ query: { cursor, limit: 200 } }))) {
    const { pid, name, role, activation, licences } = product;
    if (json) output.line(JSON.stringify(product));
    else rows.push([pid, name, role, activation === null ? '–' : `≥ ${activation.firmware}`, String(licences)]);
  }
  if (!json) output.line(table([['PID', 'NAME', 'ROLE', 'ACTIVATED', 'LICENCES'], ...rows]));
  return exitCodes.done;
}

/** `kaitong products create`. */
export async function createProduct(
  { client }: ServerConnection,
  name: string,
  { json, demonstration = false }: Flags & { demonstration?: boolean },
  output: Output,
): Promise<ExitCode> {
  const product = await client.createProduct({ body: { name, demonstration } });
  output.line(json ? JSON.stringify(product) : product.pid);
  return exitCodes.done;
}

/** `kaitong licences PID`: newest first. */
export async function listLicences(
  { client }: ServerConnection,
  named: string | undefined,
  { json }: Flags,
  output: Output,
): Promise<ExitCode> {
  const pid = pidOf(named);
  const rows: string[][] = [];
  for await (const licence of pages((cursor) =>
    client.listLicences({ params: { pid }, query: { cursor, limit: 200 } }),
  )) {
    const { uuid, state, pairedIn, batch, issuedAt } = licence;
    if (json) output.line(JSON.stringify(licence));
    else rows.push([uuid, state, pairedIn ?? '–', batch, issuedAt]);
  }
  if (!json) output.line(table([['UUID', 'STATE', 'PAIRED IN', 'BATCH', 'ISSUED'], ...rows]));
  return exitCodes.done;
}

/** `kaitong licences issue PID`: the one time that AuthKeys are seen, so a file is made before anything is asked for. */
export async function issueLicences(
  { client }: ServerConnection,
  named: string,
  { count, out, json }: { count: number; out?: string } & Flags,
  output: Output,
): Promise<ExitCode> {
  const pid = pidOf(named);
  if (!Number.isInteger(count) || count < 1 || count > 1000) throw new UsageError('--count must be 1 to 1000.');
  if (out !== undefined) makeFile(out);
  const { licences, batch } = await client.issueLicences({ params: { pid }, body: { count } });
  const csv = ['uuid,auth_key', ...licences.map(({ uuid, authKey }) => `${uuid},${authKey}`)];
  if (out !== undefined) writeFileSync(out, `${csv.join('\n')}\n`);
  else if (json) for (const licence of licences) output.line(JSON.stringify({ pid, batch, ...licence }));
  else output.line(csv.join('\n'));
  if (out !== undefined) output.error(`${licences.length} licences of batch ${batch} are in ${out}; keep it safe.`);
  return exitCodes.done;
}

/** Nobody else reads it, and none that is there is written over. */
export function makeFile(file: string, content: string | Uint8Array = ''): void {
  try {
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'EEXIST' ? `${file} is there already.` : `${file} cannot be written (${code}).`);
  }
}

export function pidOf(text: string | undefined): Pid {
  const pid = Pid.safeParse(text?.trim().toLowerCase());
  if (!pid.success)
    throw new UsageError('Name a product by its PID, 16 letters and digits; kaitong products lists them.');
  return pid.data;
}

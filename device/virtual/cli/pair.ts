import { chmod, writeFile } from 'node:fs/promises';
import { pairDevice } from '../../src/index.ts';

export type PairOptions = {
  text: string;
  uuid: string;
  authKey: string;
  firmware: string;
  sleepy?: boolean;
  probe: boolean;
  out: string;
};

/** Pairs and keeps the credentials in a file that only its owner can read. */
export async function pair(options: PairOptions): Promise<number> {
  const paired = await pairDevice({
    pairingText: options.text,
    uuid: options.uuid,
    authKey: options.authKey,
    firmware: options.firmware,
    features: { sleepy: options.sleepy ?? false, probe: options.probe },
  });
  if (!paired.ok) {
    process.stderr.write(`${paired.problem.code}: ${paired.problem.detail}\n`);
    return 1;
  }
  await writeFile(options.out, `${JSON.stringify(paired.value, null, 2)}\n`, { mode: 0o600 });
  await chmod(options.out, 0o600); // the file may have been there before
  process.stdout.write(
    `Paired as ${paired.value.deviceId} in ${paired.value.region}; credentials in ${options.out}.\n`,
  );
  return 0;
}

import type { Language } from '@kaitong/contract';
import type { Command } from 'commander';
import type { ServerConnection } from './connection.ts';
import type { ExitCode } from './exit-codes.ts';
import type { ReleaseOptions } from './firmware.ts';
import type { SignOptions } from './firmware-sign.ts';
import type { Output } from './output.ts';
import type { Input } from './repeat-tests.ts';

type Place = {
  connected: () => Promise<ServerConnection>;
  language: Language;
  input: Input | undefined;
  output: Output;
  ended: (code: ExitCode) => void;
};

/** `kaitong firmware …`. */
export function addFirmwareCommands(program: Command, { connected, language, input, output, ended }: Place): void {
  const firmware = program.command('firmware').description('release firmware to a growing share of your cameras');
  firmware
    .command('sign <image>')
    .description('sign an image with your own key, off line; writes IMAGE.kaitong.json')
    .requiredOption('--key <file>', 'your private Ed25519 key in PEM; it is read here and goes nowhere')
    .requiredOption('--pid <pid>', 'the product that the image is for')
    .requiredOption('--firmware <version>', 'the version of the image, as 2.4.0')
    .option('--takes-back <version>', 'the version that this image takes back, though it is older')
    .option('--out <file>', 'where to')
    .option('--json', 'as one JSON object too', false)
    .action(async (image: string, options: SignOptions) => {
      const { signFirmware } = await import('./firmware-sign.ts');
      ended(await signFirmware(image, options, output));
    });
  firmware
    .command('key <pid> <file>')
    .description('register the public key (PEM) whose signatures make releases of a product')
    .option('--json', 'as one JSON object', false)
    .action(async (pid: string, file: string, options: { json: boolean }) => {
      const { addFirmwareKey } = await import('./firmware.ts');
      ended(await addFirmwareKey(await connected(), pid, file, options, output));
    });
  firmware
    .command('release <image>')
    .description('make a release of a signed image, offered to nobody yet')
    .requiredOption('--notes-zh <text>', 'what is new, for owners, in Chinese')
    .requiredOption('--notes-en <text>', 'the same in English')
    .option('--signed <file>', 'what sign wrote; else IMAGE.kaitong.json')
    .option('--json', 'as one JSON object', false)
    .action(async (image: string, options: ReleaseOptions) => {
      const { releaseFirmware } = await import('./firmware.ts');
      ended(await releaseFirmware(await connected(), image, options, output));
    });
  const moves = {
    rollout: 'go one step on: offer it to 5 %, then 25, 50 and 100 %, then finish; or resume it',
    halt: 'offer it to nobody for now',
    withdraw: 'offer it to nobody any more, and delete the image',
  } as const;
  for (const [to, description] of Object.entries(moves))
    firmware
      .command(`${to} <pid> <version>`)
      .description(description)
      .option('--json', 'the release as one JSON object', false)
      .action(async (pid: string, version: string, options: { json: boolean }) => {
        const { moveRelease } = await import('./firmware.ts');
        ended(await moveRelease(await connected(), { pid, version, to: to as keyof typeof moves }, options, output));
      });
  firmware
    .command('verify <pid> <version> <deviceId>')
    .description('verify a release on a tester’s camera that runs it; waits up to a day for an event of its own')
    .option('--json', 'one JSON object a line; the last one is the outcome', false)
    .action(async (pid: string, version: string, deviceId: string, options: { json: boolean }) => {
      const { verifyRelease } = await import('./firmware.ts');
      ended(
        await verifyRelease(await connected(), { pid, version, deviceId }, { ...options, language, input }, output),
      );
    });
  firmware
    .command('list <pid>')
    .description('releases of a product, and what its units said of them')
    .option('--json', 'one JSON object a line', false)
    .action(async (pid: string, options: { json: boolean }) => {
      const { listReleases } = await import('./firmware.ts');
      ended(await listReleases(await connected(), pid, options, output));
    });
}

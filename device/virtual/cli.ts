import { writeFileSync } from 'node:fs';
import { seconds } from '@kaitong/contract';
import { Container, Encryption, VideoCodec } from '@kaitong/contract/checks';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CameraError } from './camera-error.ts';
import { faultHelp } from './cli/fault-help.ts';
import { pair } from './cli/pair.ts';
import { recordToFolder } from './cli/record.ts';
import { run } from './cli/run.ts';
import { trustFile } from './cli/trust-file.ts';
import { type FaultCode, faultCodes } from './faults/catalogue.ts';
import { writeImage } from './firmware/image.ts';
import type { SourceChoice } from './sources/open.ts';

/** `kaitong-camera`: resolves to the exit code. 0 fine, 1 the platform refused, 2 wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command('kaitong-camera')
    .description('A virtual camera that speaks the public device protocol.')
    .option(
      '--ca <file>',
      'trust this authority, beside the one that a pairing code names; or KAITONG_CA',
      process.env.KAITONG_CA,
    )
    .hook('preAction', (command) => {
      const { ca } = command.opts<{ ca?: string }>();
      if (ca) trustFile(ca);
    })
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });

  program
    .command('pair')
    .description('pair a unit with the text of a pairing code and keep its credentials')
    .requiredOption('--text <json>', 'the text below the QR code in the app')
    .requiredOption('--uuid <uuid>', 'the licence’s UUID')
    .requiredOption('--auth-key <key>', 'the licence’s AuthKey; or KAITONG_AUTH_KEY', process.env.KAITONG_AUTH_KEY)
    .option('--firmware <version>', 'firmware version', '1.0.0')
    .option('--sleepy', 'a battery camera')
    .option('--no-probe', 'cannot make a test event on command')
    .option('--out <file>', 'where to keep the credentials (mode 0600)', 'camera.json')
    .action(async (options) => {
      code = await pair(options);
    });

  withRecording(program.command('run'))
    .description('be a camera until Ctrl-C; Enter or w waves')
    .option('--credentials <file>', 'what `pair` wrote', 'camera.json')
    .option(
      '--certificate <file>',
      'prove the unit by this certificate (PEM, with those between) in place of the secret',
    )
    .option('--certificate-key <file>', 'its private key (PEM)')
    .option('--firmware <version>', 'firmware version', '1.0.0')
    .option('--sleepy', 'sleep when there is nothing to do')
    .option('--no-probe', 'cannot make a test event on command')
    .addOption(
      new Option('--motion <state>', 'motion detection as it is reported')
        .choices(['on', 'low', 'off', 'none'])
        .default('on'),
    )
    .option('--continuous', 'record all the time where the plan gives that')
    .option('--card <folder>', 'keep footage that waits for the uplink in this folder; in memory by default')
    .option('--maker-key <files...>', 'install firmware that one of these public keys (Ed25519, PEM) signed')
    .option('--pid <pid>', 'the product whose firmware it takes')
    .option('--wave-after <seconds>', 'wave by itself so long after a grant', number)
    .option('--http <port>', 'listen on 127.0.0.1: POST /wave, GET /picture.jpg', number)
    .action(async ({ waveAfter, ...options }) => {
      code = await run({ ...options, ...(waveAfter === undefined ? {} : { waveAfter: seconds(waveAfter) }) });
    });

  withRecording(program.command('record'))
    .description('record a clip into a folder, without a platform; `kaitong check` judges it')
    .option('--out <folder>', 'folder for the objects and clip.json', 'clip')
    .action(async (options) => {
      code = await recordToFolder(options);
    });

  program
    .command('image')
    .description('write firmware for virtual cameras, to be signed and released like any other')
    .option('--out <file>', 'where to', 'camera.bin')
    .addOption(new Option('--fault <code>', 'be broken in this way: see `faults`').choices(faultCodes))
    .option('--no-start', 'nothing comes up of it: the camera goes back to what it ran')
    .action(({ out, fault, start }: { out: string; fault?: FaultCode; start: boolean }) => {
      writeFileSync(out, writeImage({ starts: start, ...(fault ? { fault } : {}) }));
    });

  program
    .command('faults')
    .description('list the ways to be broken')
    .action(() => {
      process.stdout.write(faultHelp());
    });

  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CameraError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  return code;
}

/** What both recording commands take. */
function withRecording(command: Command): Command {
  return command
    .option('--source <source>', 'drawn, a video file, or an rtsp:// or http:// address', source, { kind: 'drawn' })
    .addOption(new Option('--container <container>').choices(Container.options))
    .addOption(new Option('--codec <codec>').choices(VideoCodec.options))
    .addOption(new Option('--encryption <encryption>').choices(Encryption.options))
    .option('--size <width>x<height>', 'picture size, even numbers', size, { width: 640, height: 360 })
    .option('--fps <number>', 'pictures per second', number, 15)
    .option('--sound', 'add the sound of a quiet room (AAC)')
    .option('--length <seconds>', 'how long to record after the wave', number, 4)
    .option('--pre-record <seconds>', 'how long to record before the wave', number, 2)
    .addOption(new Option('--fault <code>', 'be broken in this way: see `faults`').choices(faultCodes));
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('Not a number.');
  return value;
}

function size(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(text) ?? [];
  if (width === undefined || height === undefined || Number(width) % 2 > 0 || Number(height) % 2 > 0) {
    throw new InvalidArgumentError('Two even numbers, as in 640x360.');
  }
  return { width: Number(width), height: Number(height) };
}

function source(text: string): SourceChoice {
  if (text === 'drawn') return { kind: 'drawn' };
  return /^[a-z]+:\/\//.test(text) ? { kind: 'live', url: text } : { kind: 'file', path: text };
}

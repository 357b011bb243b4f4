import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { ActivateAllOptions } from './cli/activate-all.ts';
import type { CheckOptions } from './cli/check.ts';
import type { ServerConnection } from './cli/connection.ts';
import type { DeviceLogOptions } from './cli/device-log.ts';
import { exitCodes } from './cli/exit-codes.ts';
import type { ShareOptions } from './cli/findings.ts';
import { addFirmwareCommands } from './cli/firmware-commands.ts';
import { keyboard } from './cli/keyboard.ts';
import { languageOf } from './cli/language.ts';
import type { LoginOptions } from './cli/login.ts';
import { type Output, terminal } from './cli/output.ts';
import type { PairingTokenOptions } from './cli/pairing-token.ts';
import type { Input } from './cli/repeat-tests.ts';
import { UsageError } from './cli/usage-error.ts';

type ActivateFlags = { json: boolean; acceptOlderFirmware: boolean; testAgain?: number };

type ActivateAllFlags = Omit<ActivateAllOptions, 'report'> & { report?: string };

function parallelOf(text: string): number {
  const said = Number(text);
  if (!Number.isInteger(said) || said < 1 || said > 200) throw new InvalidArgumentError('Say 1 to 200.');
  return said;
}

function daysOf(text: string): number {
  const said = Number(text);
  if (!Number.isInteger(said) || said < 1 || said > 90) throw new InvalidArgumentError('Say 1 to 90.');
  return said;
}

function secondsOf(text: string): number {
  const said = Number(text);
  if (!Number.isInteger(said) || said < 1 || said > 600) throw new InvalidArgumentError('Say 1 to 600 seconds.');
  return said;
}

function linesOf(text: string): number {
  const said = Number(text);
  if (!Number.isInteger(said) || said < 1 || said > 10_000) throw new InvalidArgumentError('Say 1 to 10000 lines.');
  return said;
}

const EXITS = `
Exit codes: 0 approved or pass, 1 rejected or fail, 2 refused, 3 cancelled, 4 outage, 64 wrong usage.
Settings: KAITONG_URL and KAITONG_API_KEY, which stand above what login keeps, and KAITONG_CA.`;

/** `kaitong`: resolves to the exit code. Each command's own files are loaded when it is run. */
export type { Input } from './cli/repeat-tests.ts';

export async function main(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
  output: Output = terminal,
  input: Input | undefined = keyboard(),
  wait?: (seconds: number) => Promise<unknown>,
): Promise<number> {
  const { version } = manifest;
  let code: number = exitCodes.done;
  const language = languageOf(environment);
  const connected = async (): Promise<ServerConnection> => (await import('./cli/connection.ts')).connect(environment);
  const program = new Command('kaitong')
    .version(version, '-v, --version', 'the release')
    .description('Activate camera products, look at applications and devices, judge clips, and save backups.')
    .option(
      '--ca <file>',
      'trust this authority, whose certificate the server has at /ca.crt; or KAITONG_CA',
      environment.KAITONG_CA,
    )
    .hook('preAction', async (command) => {
      const { ca } = command.opts<{ ca?: string }>();
      if (ca) (await import('./cli/trust.ts')).trustAuthority(ca);
    })
    .addHelpText('after', EXITS)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.line(text.trimEnd()),
      writeErr: (text) => output.error(text.trimEnd()),
    });

  program
    .command('login')
    .description('sign this terminal in: confirm its code in the console, and it gets an API key of its own')
    .option('--url <address>', 'the server; else KAITONG_URL')
    .option('--name <name>', 'what the key is called in the console; else the name of this machine')
    .addOption(new Option('--scope <scope>', 'what the key may do').choices(['read', 'activate', 'all']).default('all'))
    .option('--json', 'the outcome as one JSON object', false)
    .action(async (options: LoginOptions) => {
      const { login } = await import('./cli/login.ts');
      code = await login(environment, options, output, wait);
    });
  program
    .command('logout')
    .description('revoke the key of this terminal and forget it')
    .option('--url <address>', 'the server; else KAITONG_URL, or the one of the last login')
    .option('--json', 'the outcome as one JSON object', false)
    .action(async (options: { url?: string; json: boolean }) => {
      const { logout } = await import('./cli/login.ts');
      code = await logout(environment, options, output);
    });
  program
    .command('whoami')
    .description('as whom commands act, and where')
    .option('--json', 'as one JSON object', false)
    .action(async (options: { json: boolean }) => {
      const { whoami } = await import('./cli/whoami.ts');
      code = await whoami(await connected(), options, output);
    });
  program
    .command('activate <deviceId>')
    .description('submit a sample device and follow its run')
    .option('--json', 'one JSON object a line; the last one is the outcome', false)
    .option('--accept-older-firmware', 'go on although units in the field run older firmware', false)
    .option(
      '--test-again <seconds>',
      'repeat an upload test that failed after so many seconds; else Enter does',
      secondsOf,
    )
    .action(async (deviceId: string, options: ActivateFlags) => {
      const { activate } = await import('./cli/activate.ts');
      code = await activate(await connected(), deviceId, { ...options, language, input, wait }, output);
    });
  program
    .command('activate-all <file>')
    .description('submit the sample devices of a file, one ID a line, and follow each; called again, it goes on')
    .option('--report <file>', 'where what came of each is kept; else FILE.report.jsonl')
    .option('--parallel <n>', 'so many at a time, 1 to 200', parallelOf, 3)
    .option('--again', 'submit those anew that did not come through', false)
    .option('--accept-older-firmware', 'go on although units in the field run older firmware', false)
    .option('--json', 'one JSON object a line, for each that began and ended', false)
    .option('--junit <file>', 'write the outcome as JUnit XML too, a case per sample')
    .action(async (file: string, options: ActivateAllFlags) => {
      const { activateAll } = await import('./cli/activate-all.ts');
      const { report = `${file}.report.jsonl` } = options;
      code = await activateAll(await connected(), file, { ...options, report }, output);
    });
  program
    .command('applications')
    .description('every device id ever submitted, newest first')
    .option('--json', 'one JSON object a line', false)
    .action(async (options: { json: boolean }) => {
      const { listApplications } = await import('./cli/lists.ts');
      code = await listApplications(await connected(), options, output);
    });
  const findings = program
    .command('findings')
    .description('pass on what was found, in an application or an extended test, without a sign-in');
  findings
    .command('share <id>')
    .description(
      'of an application or extended test: an address by which whoever holds it reads what was found; printed once',
    )
    .option('--days <n>', 'how long it is valid, 1 to 90', daysOf, 7)
    .option('--with-footage', 'snapshot and clip too, while they are kept; of a linked tester’s device', false)
    .option('--json', 'the address as one JSON object', false)
    .action(async (id: string, options: ShareOptions) => {
      const { shareFindings } = await import('./cli/findings.ts');
      code = await shareFindings(await connected(), id, options, output);
    });
  findings
    .command('shares <id>')
    .description('the addresses of an application or extended test, and how often each was opened')
    .option('--json', 'one JSON object a line', false)
    .action(async (id: string, options: { json: boolean }) => {
      const { listFindingsShares } = await import('./cli/findings.ts');
      code = await listFindingsShares(await connected(), id, options, output);
    });
  findings
    .command('end <share>')
    .description('end an address at once')
    .option('--json', 'what it is now as one JSON object', false)
    .action(async (id: string, options: { json: boolean }) => {
      const { endFindingsShare } = await import('./cli/findings.ts');
      code = await endFindingsShare(await connected(), id, options, output);
    });
  const devices = program
    .command('devices')
    .description('paired devices of your products, from all regions')
    .option('--json', 'one JSON object a line', false)
    .action(async (options: { json: boolean }) => {
      const { listDevices } = await import('./cli/lists.ts');
      code = await listDevices(await connected(), options, output);
    });
  devices
    .command('log <deviceId>')
    .description('what happened between a device and the platform, in the last seven days')
    .option('--follow', 'go on with each new line, until Ctrl-C', false)
    .option('--refusals', 'only what was ignored or refused', false)
    .option('--search <words>', 'only lines with these words: a code, a call, an event')
    .option('--limit <lines>', 'of what is there already', linesOf, 100)
    .option('--json', 'one JSON object a line', false)
    .action(async (deviceId: string, options: Omit<DeviceLogOptions, 'language'>, command: Command) => {
      const { deviceLog } = await import('./cli/device-log.ts');
      const json = options.json || command.parent?.opts<{ json: boolean }>().json === true; // before or after the name
      code = await deviceLog(await connected(), deviceId, { ...options, json, language }, output);
    });
  const products = program
    .command('products')
    .description('your products, and those that you have a role on')
    .option('--json', 'one JSON object a line', false)
    .action(async (options: { json: boolean }) => {
      const { listProducts } = await import('./cli/products.ts');
      code = await listProducts(await connected(), options, output);
    });
  products
    .command('create <name>')
    .description('a new product; prints its PID')
    .option('--demonstration', 'browsers may be its cameras; what they show is not sold', false)
    .option('--json', 'the product as one JSON object', false)
    .action(async (name: string, _: unknown, command: Command) => {
      const { createProduct } = await import('./cli/products.ts');
      code = await createProduct(
        await connected(),
        name,
        command.optsWithGlobals<{ json: boolean; demonstration: boolean }>(),
        output,
      );
    });
  products
    .command('package <pid>')
    .description('a signed submission package of an activated product: certificate, findings, extended test, firmware')
    .option('--sbom <file>', 'goes along: CycloneDX or SPDX as JSON, 2 MiB at most; the server does not keep it')
    .option('--out <file>', 'where to; without it a name with PID and firmware, in this folder')
    .option('--json', 'where it is and what is inside as one JSON object', false)
    .action(async (pid: string, _options: unknown, command: Command) => {
      const { packageProduct } = await import('./cli/package-product.ts');
      const options = command.optsWithGlobals<{ json: boolean; sbom?: string; out?: string }>();
      code = await packageProduct(await connected(), pid, { ...options, language }, output);
    });
  const licences = program
    .command('licences')
    .description('licences of a product, without their AuthKeys')
    .argument('[pid]')
    .option('--json', 'one JSON object a line', false)
    .action(async (pid: string | undefined, options: { json: boolean }) => {
      const { listLicences } = await import('./cli/products.ts');
      code = await listLicences(await connected(), pid, options, output);
    });
  licences
    .command('issue <pid>')
    .description('new pairs of UUID and AuthKey; AuthKeys are shown only now')
    .requiredOption('--count <n>', 'how many, 1 to 1000', Number)
    .option('--out <file>', 'write them as CSV, which must not be there yet; else they are printed')
    .option('--json', 'one JSON object a line', false)
    .action(async (pid: string, options: { count: number; out?: string }, command: Command) => {
      const { issueLicences } = await import('./cli/products.ts');
      const { json } = command.optsWithGlobals<{ json: boolean }>();
      code = await issueLicences(await connected(), pid, { ...options, json }, output);
    });
  addFirmwareCommands(program, {
    ...{ connected, language, input },
    output,
    ended(exit) {
      code = exit;
    },
  });
  program
    .command('pairing-token')
    .description('as an owner of the app (KAITONG_OWNER_PASSWORD): the text of a code that pairs one camera')
    .requiredOption('--region <region>', 'where the app account is')
    .requiredOption('--login <login>', 'e-mail or phone number of the app account')
    .option('--json', 'the text and its end as one JSON object', false)
    .action(async (options: PairingTokenOptions) => {
      const { pairingToken } = await import('./cli/pairing-token.ts');
      const { serverOf } = await import('./cli/connection.ts');
      const password = environment.KAITONG_OWNER_PASSWORD;
      code = await pairingToken(serverOf(environment), options, { password, language }, output);
    });
  program
    .command('completion')
    .description('a script by which your shell completes commands; see the guide on how to load it')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionOf } = await import('./cli/completion.ts');
      output.line(completionOf(program, shell));
    });
  program
    .command('reset-link <login>')
    .description('as the operator: a one-time link that sets the password of a maker, or of an owner in a region')
    .option('--region <region>', 'where the owner has their app account')
    .option('--json', 'the link and its end as one JSON object', false)
    .action(async (login: string, options: { json: boolean; region?: string }) => {
      const { resetLink } = await import('./cli/reset-link.ts');
      code = await resetLink(await connected(), login, options, output);
    });
  program
    .command('check <paths...>')
    .description(
      'judge local files as one clip, several folders as a clip each; a clip.json beside them says what was declared',
    )
    .option('--json', 'the verdict as one JSON object a clip', false)
    .option('--each', 'each path, and each file in a folder, is a clip of its own', false)
    .option('--ticket', 'each finding as the text of a ticket', false)
    .option('--explain', 'show the bytes at each finding’s place, with the headers there field by field', false)
    .option('--junit <file>', 'write the verdict as JUnit XML too, a case per check')
    .action(async (paths: string[], options: Omit<CheckOptions, 'language'>) => {
      const { check } = await import('./cli/check.ts');
      const server = environment.KAITONG_URL?.replace(/\/+$/, '');
      code = await check(paths, { ...options, language, ...(server ? { server } : {}) }, output);
    });
  program
    .command('conformance <deviceId>')
    .description('run the extended test on a tester’s camera of an activated product')
    .option('--items <names>', 'only these, separated by commas', (names: string) => names.split(','), [])
    .option('--json', 'one JSON object a line; the last one is the report', false)
    .option('--html <file>', 'write the report as one HTML file too')
    .option('--junit <file>', 'write the report as JUnit XML too, a case per item')
    .action(async (deviceId: string, options: { items: string[]; json: boolean; html?: string; junit?: string }) => {
      const { conformance } = await import('./cli/conformance.ts');
      code = await conformance(await connected(), deviceId, { ...options, language }, output);
    });
  const soak = program.command('soak').description('watch a camera in use for 24 hours, in the background');
  const asJson = ['--json', 'as one JSON object', false] as const;
  soak
    .command('start <deviceId>')
    .description('begin with a tester’s camera that has a plan, of an activated product')
    .option(...asJson)
    .action(async (deviceId: string, options: { json: boolean }) => {
      const { startSoak } = await import('./cli/soak.ts');
      code = await startSoak(await connected(), deviceId, { ...options, language }, output);
    });
  soak
    .command('show <id>')
    .description('its figures by hour, and what was found; 0 where it passed')
    .option(...asJson)
    .option('--junit <file>', 'write the report as JUnit XML too, a case per rule')
    .action(async (id: string, options: { json: boolean; junit?: string }) => {
      const { showSoak } = await import('./cli/soak.ts');
      code = await showSoak(await connected(), id, { ...options, language }, output);
    });
  soak
    .command('list')
    .description('the newest of the account')
    .option('--json', 'one JSON object a line', false)
    .action(async (options: { json: boolean }) => {
      const { listSoaks } = await import('./cli/soak.ts');
      code = await listSoaks(await connected(), { ...options, language }, output);
    });
  soak
    .command('end <id>')
    .description('end it before its day is over; what was seen stays')
    .option(...asJson)
    .action(async (id: string, options: { json: boolean }) => {
      const { endSoak } = await import('./cli/soak.ts');
      code = await endSoak(await connected(), id, { ...options, language }, output);
    });
  const backups = program
    .command('backup')
    .description('save everything in the server’s database as one file; needs an API key of the operator')
    .option('--out <file>', 'where to; without it a name with the time, in this folder')
    .option(
      '--since <file>',
      'an earlier backup: what has not changed is taken from it, and the server reads only the rest',
    )
    .option('--json', 'where it is and what is inside as one JSON object', false)
    .action(async (options: { out?: string; since?: string; json: boolean }) => {
      const { backup } = await import('./cli/backup.ts');
      code = await backup(await connected(), options, output);
    });
  backups
    .command('verify <file>')
    .description('have the server restore a backup into a database that is thrown away, and play a sample of it')
    .option('--json', 'the report as one JSON object', false)
    .action(async (file: string, _options: { json: boolean }, command: Command) => {
      const { verifyBackup } = await import('./cli/backup-verify.ts');
      code = await verifyBackup(await connected(), file, command.optsWithGlobals<{ json: boolean }>(), output);
    });
  const masterKey = program
    .command('master-key')
    .description('replace the key that protects every secret, in three steps, while the platform goes on');
  const steps = {
    add: 'put a new key into the file, which only reads for now',
    use: 'have the new key protect what is stored from now on; every process must have it',
    finish: 'protect everything anew, then take the older keys out of the file',
  } as const;
  for (const [step, description] of Object.entries(steps))
    masterKey
      .command(`${step} <file>`)
      .description(description)
      .option('--json', 'the outcome as one JSON object', false)
      .action(async (file: string, options: { json: boolean }) => {
        const { addKey, useKey, finishKey } = await import('./cli/master-key.ts');
        if (step === 'add') code = await addKey(file, options, output);
        else code = await (step === 'use' ? useKey : finishKey)(await connected(), file, options, output);
      });
  const demo = program.command('demo').description('the demonstration of npm start');
  const demoCommands = {
    reset: 'bring it back to its start while it runs: products not activated, firmware broken again',
    remove: 'take it away while the platform runs: its logins, owners, footage and files; everybody else’s stays',
  } as const;
  for (const [name, description] of Object.entries(demoCommands))
    demo
      .command(name)
      .description(description)
      .option('--file <demo.json>', 'what npm start wrote', `${environment.KAITONG_DATA ?? '.data'}/demo.json`)
      .option('--yes', 'do not ask', false)
      .option('--json', 'the outcome as one JSON object', false)
      .action(async (options: { file: string; yes: boolean; json: boolean }) => {
        const asked = { ...options, language, input };
        if (name === 'reset') code = await (await import('./cli/demo-reset.ts')).resetDemo(asked, output);
        else code = await (await import('./cli/demo-remove.ts')).removeDemo(asked, output);
      });
  const certificate = program.command('certificate').description('certificates of activated products');
  certificate
    .command('verify <file>')
    .description('check who signed a certificate or a submission package, that nothing was changed, and that it counts')
    .option('--keys <file>', 'a JWK set: nothing is fetched; without it the keys that KAITONG_URL publishes')
    .option('--revocations <file>', 'a copy of the platform’s list of revocations; without it KAITONG_URL is asked')
    .option('--json', 'the result as one JSON object', false)
    .action(async (file: string, options: { keys?: string; revocations?: string; json: boolean }) => {
      const { verify } = await import('./cli/certificate.ts');
      code = await verify(file, { ...options, language }, environment.KAITONG_URL, output);
    });
  certificate
    .command('rotate-key')
    .description('sign certificates with a new key from now on; needs an API key of the operator')
    .option('--json', 'the new key’s id as one JSON object', false)
    .action(async ({ json }: { json: boolean }) => {
      const { client } = await connected();
      const { kid } = await client.rotateCertificateKey({});
      output.line(json ? JSON.stringify({ kid }) : kid);
    });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return await explain(error, output);
  }
}

async function explain(error: unknown, output: Output): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof UsageError) {
    output.error(error.message);
    return exitCodes.usage;
  }
  const { ProblemError } = await import('@kaitong/contract');
  if (error instanceof ProblemError) {
    const { title, detail, code } = error.problem;
    output.error(`${title} (${code})${detail ? `\n  ${detail}` : ''}`);
    return code === 'internal_error' ? exitCodes.outage : exitCodes.refused;
  }
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  output.error(`The server cannot be reached: ${reason}`);
  return exitCodes.outage;
}

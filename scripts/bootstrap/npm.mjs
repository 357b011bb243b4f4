// Runs npm for the set-up: quietly, with a given Node, and with its failures turned into sentences.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { messages } from './messages.mjs';
import { explain, SetupError } from './setup-error.mjs';

const ARGUMENTS = [
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--no-update-notifier',
  '--no-dry-run',
  '--no-global',
  '--package-lock',
  '--loglevel=http',
];

// What concerns the way to the registry passes from an outer npm (or the environment) to the inner call; the rest must
// not steer it: an outer `npm start -w x`, `--omit`, `--prefix` or `--dry-run` is exported to children as npm_config_*.
const PASSES =
  /^npm_config_(.*registry|https?[-_]proxy|proxy|no_?proxy|ca|cafile|cert|key|strict[-_]ssl|userconfig|globalconfig|cache|fetch[-_].*|maxsockets|local[-_]address|offline|prefer[-_]o.*line|\/\/.*)$/i;

/**
 * `npm ci` in `folder`. Throws `SetupError` with the sentence to show.
 * @param {string} node the Node that runs npm and everything below it
 * @param {string} folder
 * @param {() => string | undefined} findMissing names a package that is needed and not there
 */
export async function npmCi(node, folder, findMissing) {
  // npm's cache first, which is quicker by a third; but what it remembers of a package may be older than the version
  // that the lock file asks for, and then it says that there is none.
  const fromCache = await runCi(node, folder, '--prefer-offline');
  const isStale =
    fromCache.exitCode === 0 ? findMissing() && !requestFailure(fromCache) : /code ETARGET/.test(fromCache.output);
  const result = isStale ? await runCi(node, folder, '--prefer-online') : fromCache;
  throwFailure(result, folder);
  // For npm an *optional* package that did not come is no failure, not even without a network.
  const missing = findMissing();
  if (missing === undefined) return;
  const failure = requestFailure(result);
  throw new SetupError(
    (failure && explain(failure.code, folder, `${failure.code} ${failure.url}`)) ?? messages.packageMissing(missing),
  );
}

async function runCi(node, folder, preference) {
  const fromNpm = process.env.npm_execpath?.endsWith('npm-cli.js'); // else yarn, pnpm, or called without any
  const [command, ...before] = fromNpm ? [node, process.env.npm_execpath] : ['npm'];
  const child = spawn(command, [...before, 'ci', preference, ...ARGUMENTS], {
    cwd: folder,
    env: environment(node),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  process.on('exit', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (isHopeless(output)) stop();
    });
  }
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', () => reject(new SetupError(messages.npmMissing())));
    child.once('close', resolve);
  });
  process.off('exit', stop);
  return { exitCode, output };
}

/** npm would go on through hundreds of packages, minutes long where each unknown host name takes its time. */
function isHopeless(output) {
  const failures = output.match(/ fetch GET .* failed with /g)?.length ?? 0;
  return failures >= 20 && !/ fetch GET [23]\d\d /.test(output);
}

function requestFailure({ output }) {
  const [, url, code] = / fetch GET (\S+) .*failed with (\w+)/.exec(output) ?? [];
  return code && { code, url };
}

function throwFailure({ exitCode, output }, folder) {
  // npm only warns when unpacking a file failed, on a full disk for example, and may end with success.
  const broken = /TAR_ENTRY_ERROR\s+(\w+)/.exec(output)?.[1];
  if (exitCode === 0 && broken === undefined) return;
  const field = (name) => new RegExp(`^npm (?:ERR!|error) ${name} (.*)$`, 'm').exec(output)?.[1]?.trim();
  const full = /\b(ENOSPC|EDQUOT)\b/.exec(output)?.[1]; // npm may end with a code of what followed from it
  const request = requestFailure({ output });
  const code = full ?? field('code') ?? broken ?? request?.code ?? `exit code ${exitCode}`;
  const place = (full ? undefined : field('path')) ?? folder;
  const what = /request to (\S+) failed|(?:GET|get) (https?:\/\/\S+)|['"]([^'"\s]+@[^'"\s]+)['"]/.exec(output);
  const detail = [code, what?.[1] ?? what?.[2] ?? what?.[3] ?? request?.url].filter(Boolean).join(' ');
  const known = explain(code, place, detail);
  if (known === undefined) console.error(ownMessage(output));
  throw new SetupError(known ?? messages.npmFailed(detail));
}

/** npm's words without its record of requests and without the manual that follows some errors. */
function ownMessage(output) {
  const [message] = output.replace(/^npm http .*\n/gm, '').split(/\n.*\n.*\bUsage:/);
  return message.trim();
}

function environment(node) {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || PASSES.test(name));
  return {
    // An unreachable registry is reported after some seconds; npm's own pauses would make it more than a minute.
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
    ...Object.fromEntries(kept),
    PATH: [path.dirname(node), process.env.PATH].join(path.delimiter),
    SKIP_FFMPEG: 'true', // node-av brings its own FFmpeg; without this it would look for one to download
  };
}

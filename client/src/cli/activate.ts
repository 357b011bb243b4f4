import {
  type Application,
  ApplicationId,
  applicationEventsPath,
  type Language,
  ProblemError,
  type ReleaseId,
} from '@kaitong/contract';
import { readEvents } from '../read-events.ts';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts';
import { findingLines } from './finding-lines.ts';
import { type Output, write } from './output.ts';
import { progressLines } from './progress-lines.ts';
import { RepeatedTests, type Repeating } from './repeat-tests.ts';
import { submit, toldBy } from './submit.ts';
import { whileConnected } from './while-connected.ts';

export type ActivateOptions = {
  json: boolean;
  acceptOlderFirmware: boolean;
  /** Verifies this release in place of a product. */
  release?: ReleaseId | undefined;
  language: Language;
  wait?: ((seconds: number) => Promise<unknown>) | undefined;
} & Repeating;

/** `kaitong activate <deviceId>`: submits a sample and follows its run to the outcome. */
export async function activate(
  connection: ServerConnection,
  deviceId: string,
  options: ActivateOptions,
  output: Output,
): Promise<ExitCode> {
  const { client } = connection;
  const { acceptOlderFirmware, release, wait } = options;
  let id: ApplicationId;
  try {
    const body = { deviceId, acceptOlderFirmware, ...(release && { releaseId: release }) };
    ({ id } = await submit(connection, body, { ...toldBy(output.error, connection.url), ...(wait && { wait }) }));
  } catch (error) {
    return await tellRefusal(connection, error, options, output);
  }
  await follow(connection, id, options, output);
  return await tellOutcome(await client.getApplication({ params: { id } }), options, output);
}

async function follow(
  { url, headers, client }: ServerConnection,
  id: ApplicationId,
  { json, language, input, testAgain }: ActivateOptions,
  output: Output,
): Promise<void> {
  const repeat = () => client.repeatPreflight({ params: { id } });
  const tests = new RepeatedTests(repeat, { input, testAgain }, language, output);
  try {
    await whileConnected(url, async (patience) => {
      for await (const event of readEvents(url + applicationEventsPath(id), { headers, ...patience })) {
        write(output, json ? [JSON.stringify(event)] : progressLines(event.progress, language, output.columns));
        tests.hear(event.progress, !json);
        if (event.progress.type === 'application.ended') return true;
      }
      return false;
    });
  } finally {
    tests.close();
  }
}

/** A precheck's refusal is an application too: it is shown like every other outcome. */
async function tellRefusal(
  { client }: ServerConnection,
  error: unknown,
  options: ActivateOptions,
  output: Output,
): Promise<ExitCode> {
  if (!(error instanceof ProblemError) || error.problem.code === 'internal_error') throw error;
  const { problem } = error;
  const recorded = ApplicationId.safeParse(problem.applicationId ?? problem.params.applicationId);
  if (recorded.success) {
    const application = await client.getApplication({ params: { id: recorded.data } });
    if (!options.json) output.line(`${problem.title} (${problem.code})\n  ${problem.detail ?? ''}`);
    return await tellOutcome(application, options, output);
  }
  output.line(options.json ? JSON.stringify(problem) : `${problem.title} (${problem.code})\n  ${problem.detail ?? ''}`);
  return exitCodes.refused;
}

async function tellOutcome(
  application: Application,
  { json, language }: ActivateOptions,
  output: Output,
): Promise<ExitCode> {
  if (json) output.line(JSON.stringify(application));
  else for (const line of findingLines(application.findings, language)) output.line(line);
  return application.state === 'verifying' ? exitCodes.outage : exitCodeOf[application.state];
}

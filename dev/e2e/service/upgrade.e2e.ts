// An older release is replaced while cameras record and are activated: the new one's processes start beside it on the same
// database and migrate that, both answer for a while, the old one is stopped, and only its broker's lines are cut.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { openGround, peopleAround, type Rig } from '../../src/activation/testing/rig.ts';
import { openServiceDatabase } from '../../src/activation/testing/service-database.ts';
import { openDoor } from '../../src/service/testing/door.ts';
import { expectNothingLostBy } from '../../src/service/testing/kill-story.ts';
import type { subscribe } from '../../src/service/testing/subscribe.ts';
import { checkOutRelease, isKnownRelease } from './older-release.ts';

/** Before a region's processes were divided, and 12 migrations older. */
const OLDER = '414c2872';
const PRESENT = path.join(import.meta.dirname, 'stoppable-server.ts');
/** Steps of the story at which a commit is awaited: between them cameras are in the middle of something. */
const MOMENTS = 12;

async function startProgram(program: string, environment: Record<string, string>) {
  const child = fork(program, { env: { ...process.env, ...environment } });
  const exited = once(child, 'exit');
  const [first] = await Promise.race([once(child, 'message'), exited]);
  if (typeof first !== 'object') throw new Error(`${program} ended with ${first}`);
  return {
    async stop() {
      if (child.exitCode === null) child.send('stop');
      await exited;
      expect(child.exitCode).toBe(0);
    },
  };
}

/** What this release writes of a purchase needs tables that the older one does not have yet. */
const subscribeOf = async (folder: string): Promise<typeof subscribe> =>
  (await import(/* @vite-ignore */ pathToFileURL(path.join(folder, 'dev/src/service/testing/subscribe.ts')).href))
    .subscribe;

/** Every answer that cameras and people got that was a refusal or an outage. */
function watchRefusals(): string[] {
  const refused: string[] = [];
  const ask = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const what = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
    try {
      const answer = await ask(input, init);
      if (!answer.ok) refused.push(`${what}: ${answer.status} ${await answer.clone().text()}`);
      return answer;
    } catch (error) {
      if (!init?.signal?.aborted) refused.push(`${what}: ${error}`);
      throw error;
    }
  });
  return refused;
}

test.skipIf(!isKnownRelease(OLDER))(
  'a release is replaced by the next under load: no request is refused, and nothing that was acknowledged is missing',
  async () => {
    await using stack = new AsyncDisposableStack();
    const older = checkOutRelease(OLDER);
    const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-upgrade-'));
    stack.defer(() => {
      for (const one of [older.folder, folder]) rmSync(one, { recursive: true, force: true });
    });
    const ground = await openGround(
      { KAITONG_PLANE_TOKEN: 'a secret that all processes of this test share' },
      await openServiceDatabase(folder),
    );
    stack.defer(() => ground.close());

    const [first, second] = [await freePorts(), await freePorts()];
    const door = await openDoor([first, second]);
    stack.defer(() => door.close());
    const publicUrl = `http://127.0.0.1:${door.port}`;
    const shared = { ...ground.environment, KAITONG_PUBLIC_URL: publicUrl };
    const old = await startProgram(older.program, { ...shared, KAITONG_PORT: String(first) });
    stack.defer(() => old.stop());
    door.turnTo(first);
    const rig: Rig = await peopleAround(ground, publicUrl);
    stack.defer(() => void vi.restoreAllMocks());
    const refused = watchRefusals();

    const next = { ...shared, KAITONG_MQTT_URL: `mqtt://127.0.0.1:${first + 1}` };
    const activate = async (): Promise<void> => {
      const unit = await rig.unit();
      await unit.camera({ width: 160, height: 90, fps: 5, segmentMs: 1000 });
      expect((await rig.maker.activate(unit.deviceId)).application).toMatchObject({ state: 'approved', problem: null });
    };
    const steps: Record<number, () => Promise<void>> = {
      // Everything but what holds devices' lines: those have one address.
      3: async () => {
        const roles = ['control:api', 'control:timers'];
        for (const region of ['cn', 'eu']) roles.push(...['api', 'judge', 'timers'].map((part) => `${region}:${part}`));
        const program = await startProgram(PRESENT, {
          ...{ ...next, KAITONG_PORT: String(second), KAITONG_ROLES: roles.join(',') },
        });
        stack.defer(() => program.stop());
        door.turnTo();
      },
      // People's programs are of the new release, and ask it; the old one's timers and judge take their part.
      5: async () => {
        door.turnTo(second);
        await activate();
        door.turnTo();
      },
      7: async () => {
        door.turnTo(second);
        await old.stop();
        const program = await startProgram(PRESENT, {
          ...{ ...next, KAITONG_PORT: String(first), KAITONG_ROLES: 'cn:broker,eu:broker' },
          KAITONG_CONTROL_URL: publicUrl,
        });
        stack.defer(() => program.stop());
      },
      9: activate,
    };
    let moment = 0;
    await expectNothingLostBy(rig, {
      kills: MOMENTS,
      hit: async () => await steps[moment++]?.(),
      sell: await subscribeOf(older.folder),
    });
    expect(refused).toEqual([]);
  },
  600_000,
);

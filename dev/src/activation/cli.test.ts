// The kaitong command against the real server: what a script branches on, and what a person reads.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Input, main } from '@kaitong/client/cli';
import { Application, NumberedProgress, type ProblemCode, probeText, problemText } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';

let rig: RunningRig;
let environment: Record<string, string>;
beforeAll(async () => {
  rig = await startRig();
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'cli' } });
  environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };
});
afterAll(() => rig.stop());

type Said = { code: number; lines: string[]; errors: string[] };

type Wait = (seconds: number) => Promise<unknown>;
type How = { onLine?: (line: string) => void; env?: Record<string, string>; wait?: Wait };

async function kaitong(args: string[], { onLine = () => {}, env = environment, wait }: How = {}): Promise<Said> {
  const lines: string[] = [];
  const errors: string[] = [];
  const line = (text: string): void => {
    lines.push(text);
    onLine(text);
  };
  const code = await main(args, env, { line, error: (text) => void errors.push(text) }, undefined, wait);
  return { code, lines, errors };
}

const outcomeOf = ({ lines }: Said) => Application.parse(JSON.parse(lines.at(-1) ?? ''));

async function cancelOf(deviceId: string): Promise<void> {
  const { items } = await rig.maker.listApplications({ query: { search: deviceId } });
  if (items[0]) await rig.maker.cancelApplication({ params: { id: items[0].id } });
}

describe('login', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-login-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const output = (said: Said) => ({
    line: (text: string) => void said.lines.push(text),
    error: (text: string) => void said.errors.push(text),
  });

  test('a code that is confirmed in the console signs the terminal in, until it signs out', async () => {
    const env = { KAITONG_URL: rig.url, XDG_CONFIG_HOME: folder };
    const said: Said = { code: 0, lines: [], errors: [] };
    const waits: number[] = [];
    const confirm = async (seconds: number): Promise<void> => {
      waits.push(seconds);
      const [, userCode = ''] = /\?code=([A-Z-]+)/.exec(said.errors.join()) ?? [];
      await rig.maker.console.confirmTerminalLogin({ params: { userCode } });
    };
    expect(await main(['login', '--name', 'bench'], env, output(said), undefined, confirm)).toBe(0);
    expect(waits).toEqual([5]);
    expect(said.lines.join()).toContain(`Signed in at ${rig.url} as ${rig.maker.login}`);
    const signedIn = await kaitong(['whoami', '--json'], { env });
    expect(JSON.parse(signedIn.lines[0] ?? '')).toMatchObject({ url: rig.url, login: rig.maker.login });
    const { items } = await rig.maker.listApiKeys({ query: {} });
    expect(items.map(({ name }) => name)).toContain('bench');
    const signedOut = await kaitong(['logout', '--json'], { env });
    expect(JSON.parse(signedOut.lines[0] ?? '')).toEqual({ url: rig.url, login: rig.maker.login });
    expect((await rig.maker.listApiKeys({ query: {} })).items.map(({ name }) => name)).not.toContain('bench');
    expect(await kaitong(['whoami'], { env })).toMatchObject({ code: 64 });
    expect(await kaitong(['logout'], { env })).toMatchObject({ code: 2 });
  });

  test('--version says the release', async () => {
    expect((await kaitong(['--version'])).lines).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+/)]);
  });
});

describe('activate --json', () => {
  test('a good camera: every line an event of the stream, the last one the application; exit 0', async () => {
    const unit = await rig.unit();
    await unit.camera();
    const said = await kaitong(['activate', unit.deviceId, '--json']);
    expect(said.code).toBe(0);
    const events = said.lines.slice(0, -1).map((text) => NumberedProgress.parse(JSON.parse(text)));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.progress.type).toBe('application.ended');
    expect(outcomeOf(said)).toMatchObject({ state: 'approved', pid: unit.pid, problem: null });
  });

  test('a broken camera: the problem and its findings; exit 1', async () => {
    const unit = await rig.unit();
    await unit.camera({ fault: 'video.first_not_key' });
    const said = await kaitong(['activate', unit.deviceId, '--json']);
    expect(said.code).toBe(1);
    const { problem, findings } = outcomeOf(said);
    expect(problem?.code).toBe('clip_rejected');
    expect(findings[0]?.code).toBe('video.first_not_key');
  });

  test('a refused sample: the application that records it; exit 2', async () => {
    const said = await kaitong(['activate', '6c00000000000000000000', '--json']);
    expect(said.code).toBe(2);
    expect(outcomeOf(said)).toMatchObject({ state: 'refused', problem: { code: 'device_unknown' } });
  });

  test('what is no device ID: its form in words, and nothing recorded; exit 2', async () => {
    const said = await kaitong(['activate', 'U1234567']);
    expect(said.code).toBe(2);
    expect(said.lines.join('\n')).toContain('20 to 22 lower-case letters and digits');
    const { items } = await rig.maker.listApplications({ query: { search: '1234567' } });
    expect(items).toEqual([]);
  });

  test('a cancelled application; exit 3', async () => {
    const unit = await rig.unit();
    await unit.device();
    const said = await kaitong(['activate', unit.deviceId, '--json'], {
      onLine(text) {
        if (!text.includes('"grant.acknowledged"')) return;
        void cancelOf(unit.deviceId);
      },
    });
    expect(said.code).toBe(3);
    expect(outcomeOf(said).state).toBe('cancelled');
  });

  test('no server: it is waited for, for a minute at least; then one sentence, and exit 4', async () => {
    const env = { ...environment, KAITONG_URL: 'http://127.0.0.1:9' };
    let waited = 0;
    const wait = async (seconds: number) => {
      waited += seconds;
    };
    const said = await kaitong(['activate', '6c00000000000000000000', '--json'], { env, wait });
    expect(said).toMatchObject({ code: 4, lines: [] });
    expect(said.errors).toEqual([
      expect.stringContaining('does not answer'),
      expect.stringContaining('cannot be reached'),
    ]);
    expect(waited).toBeGreaterThanOrEqual(60);
  });

  test('a wrong API key is refused; exit 2', async () => {
    const env = { ...environment, KAITONG_API_KEY: 'kt_wrong' };
    const said = await kaitong(['activate', '6c00000000000000000000'], { env });
    expect(said.code).toBe(2);
    expect([...said.lines, ...said.errors].join('\n')).toContain('api_key_invalid');
  });
});

test.each(['en_GB.UTF-8', 'zh_CN.UTF-8'])('a person reads what happened, what to do and the code: %s', async (LANG) => {
  const unit = await rig.unit({ maker: await rig.newMaker() });
  await unit.device();
  const { code, lines } = await kaitong(['activate', unit.deviceId], { env: { ...environment, LANG } });
  expect(code).toBe(2);
  const problem: ProblemCode = 'pid_not_in_account';
  const { title, remedy } = problemText(problem, {}, LANG.startsWith('zh') ? 'zh-CN' : 'en');
  for (const part of [title, remedy, problem]) expect(lines.join('\n')).toContain(part);
});

test('the end of a run reads as that of a check at the desk: what the clip shows, each headline once, the rest folded', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'ts.continuity' });
  const { code, lines } = await kaitong(['activate', unit.deviceId]);
  expect(code).toBe(1);
  expect(lines.join('\n')).toMatch(/\n {2}[▁▂▃▄▅▆▇█X]+ {2}\d+ s; the higher, the brighter\n/);
  const said = lines.slice(lines.findIndex((line) => line.startsWith('✗ ts.continuity')));
  expect(said.filter((line) => /^[✗!] /.test(line)).map((line) => line.split(' ')[1])).toEqual(['ts.continuity']);
  expect(said[2]).toMatch(/^ {2}@ object \d+ \(video segment\), at .*, frame \d+, offset [\d,]+ bytes/);
  expect(said[3]).toMatch(/^ {2}Measured: \d+ {2}Limit: 0$/);
});

test.each(['en_GB.UTF-8', 'zh_CN.UTF-8'])(
  'what the upload test found is told before anyone waves: %s',
  async (LANG) => {
    const unit = await rig.unit();
    await unit.camera({ fault: 'enc.iv', waveAfterGrant: undefined });
    const { code, lines } = await kaitong(['activate', unit.deviceId], {
      env: { ...environment, LANG },
      onLine(text) {
        if (!text.includes('(flawed)')) return;
        void cancelOf(unit.deviceId);
      },
    });
    expect(code).toBe(3);
    const { title, remedy } = probeText(
      'flawed',
      { reason: null, findings: [{ severity: 'error' }] },
      LANG.startsWith('zh') ? 'zh-CN' : 'en',
    );
    for (const part of [title, remedy, 'enc.iv']) expect(lines.join('\n')).toContain(part);
  },
);

test('a test that failed is repeated by Enter, and says what changed; the JSON says when one is waited for', async () => {
  const unit = await rig.unit();
  let camera = await unit.camera({ fault: 'enc.iv', waveAfterGrant: undefined });
  const pressed: (() => void)[] = [];
  let isOpen = true;
  const input: Input = {
    onLine(listener) {
      pressed.push(listener);
      const close = () => {
        isOpen = false;
      };
      return { close };
    },
  };
  let repaired = Promise.resolve();
  const lines: string[] = [];
  const line = (text: string): void => {
    lines.push(text);
    if (text.includes('press Enter'))
      repaired = camera.close().then(async () => {
        camera = await unit.camera({ waveAfterGrant: undefined });
        for (const press of pressed) press();
      });
    if (text.includes('Wave a few times')) camera.wave();
  };
  const code = await main(['activate', unit.deviceId], environment, { line, error: (text) => lines.push(text) }, input);
  await repaired;
  expect([code, isOpen]).toEqual([0, false]);
  const said = lines.join('\n');
  expect(said).toContain('since the last test: enc.iv gone, nothing left');
  expect(said.indexOf('Wave a few times')).toBeGreaterThan(said.indexOf('nothing left'));
});

test('--test-again repeats a test that failed by itself', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'enc.iv', waveAfterGrant: undefined });
  let stopped = 0;
  const { code } = await kaitong(['activate', unit.deviceId, '--json', '--test-again', '1'], {
    onLine(text) {
      if (text.includes('"stopped":true') && ++stopped === 2) void cancelOf(unit.deviceId);
    },
  });
  expect(code).toBe(3);
  expect((await kaitong(['activate', unit.deviceId, '--test-again', 'soon'])).code).toBe(64);
});

test('lists hold every application and device of the account, one JSON object a line where asked', async () => {
  const unit = await rig.unit();
  await unit.device();
  await kaitong(['activate', '6c00000000000000000001']);
  const applications = await kaitong(['applications', '--json']);
  expect(applications.lines.map((text) => Application.parse(JSON.parse(text)).deviceId)).toContain(
    '6c00000000000000000001',
  );
  const devices = await kaitong(['devices', '--json']);
  expect(devices.lines.map((text) => (JSON.parse(text) as { deviceId: string }).deviceId)).toContain(unit.deviceId);
});

test('wrong usage says what is missing', async () => {
  const said = await kaitong(['applications'], { env: {} });
  expect(said).toMatchObject({ code: 64, lines: [] });
  expect(said.errors.join()).toContain('KAITONG_URL');
});

test('reset-link is the operator’s: a maker’s key is refused', async () => {
  const said = await kaitong(['reset-link', rig.maker.login]);
  expect([said.code, said.lines]).toEqual([2, []]);
  await rig.control.pool.query(`UPDATE account SET kind = 'operator' WHERE id = $1`, [rig.maker.accountId]);
  const { login } = await rig.newMaker();
  const made = await kaitong(['reset-link', login, '--json']);
  expect([made.code, JSON.parse(made.lines[0] ?? '')]).toEqual([
    0,
    { url: expect.stringContaining('/reset#token=kr_'), expiresAt: expect.any(String) },
  ]);
  expect((await kaitong(['reset-link', login, '--region', 'cn'])).code).toBe(2);
});

describe('findings', () => {
  test('an address is printed once and alone, is listed with its openings, and ends', async () => {
    const unit = await rig.unit();
    await unit.camera({ fault: 'video.first_not_key' });
    const { application } = await rig.maker.activate(unit.deviceId);
    const shared = await kaitong(['findings', 'share', application.id, '--days', '3']);
    expect([shared.code, shared.lines.length]).toEqual([0, 1]);
    const [address = ''] = shared.lines;
    expect((await fetch(rig.url + new URL(address).pathname)).status).toBe(200);

    const listed = await kaitong(['findings', 'shares', application.id, '--json']);
    const share = JSON.parse(listed.lines[0] ?? '') as { id: string; openings: object[] };
    expect(share).toMatchObject({ state: 'open', withFootage: false, openings: [{ count: 1 }] });
    expect(listed.lines.join()).not.toContain(address.split('/').at(-1));
    const ended = await kaitong(['findings', 'end', share.id]);
    expect([ended.code, ended.lines]).toEqual([0, [`${share.id} ended`]]);
    expect((await fetch(rig.url + new URL(address).pathname)).status).toBe(410);
  });

  test('a number of days that no address may live is told before anything is asked', async () => {
    const said = await kaitong(['findings', 'share', 'ap000000000000000000', '--days', '91']);
    expect(said.code).not.toBe(0);
    expect(said.errors.join()).toContain('1 to 90');
  });
});

describe('pairing-token', () => {
  const ask = (password?: string) => {
    const args = ['pairing-token', '--region', 'cn', '--login', rig.owners.cn.login, '--json'];
    return kaitong(args, { env: { KAITONG_URL: rig.url, ...(password && { KAITONG_OWNER_PASSWORD: password }) } });
  };

  test('an owner gets the text of a pairing code, and the session that it took ends', async () => {
    const before = (await rig.owners.cn.listSessions({})).items.length;
    const said = await ask(PASSWORD);
    expect([said.code, said.errors]).toEqual([0, []]);
    expect((JSON.parse(said.lines[0] ?? '') as { text: string }).text.length).toBeGreaterThan(20);
    expect((await rig.owners.cn.listSessions({})).items).toHaveLength(before);
  });

  test('without the owner’s password, or with a wrong one, there is none', async () => {
    const missing = await ask();
    expect(missing.code).not.toBe(0);
    expect(missing.errors.join()).toContain('KAITONG_OWNER_PASSWORD');
    const wrong = await ask('a password of somebody else');
    expect([wrong.code === 0, wrong.lines]).toEqual([false, []]);
  });
});

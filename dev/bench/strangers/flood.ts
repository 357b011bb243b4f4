// A hundred strangers, each with an address of its own, who sign in once a second with a password that is wrong, and others
// who come once and never again. They are on other machines, so this program gives way to the server. Told where to, begins at once; told to stop, answers what it saw.
import { Agent, request } from 'node:http';
import { getPriority, setPriority } from 'node:os';

export type Flood = { url: string; logins: string[] };
export type Seen = { asked: number; seconds: number; byStatus: Record<string, number> };

export const ADDRESSES = 100;
const EVERY_MS = 1000;
/** Twice of what one process hashes. */
export const NEWCOMERS_A_SECOND = 24;

setPriority(getPriority() + 5);
const byStatus: Record<string, number> = {};
let asked = 0;
let began = 0;

/** The whole of 127/8 is this machine; the last two numbers are the stranger's. */
const agents = Array.from(
  { length: ADDRESSES },
  (_, n) => new Agent({ keepAlive: true, localAddress: `127.7.0.${n + 1}` }),
);

let newcomers = 0;
function nextNewcomer(): Agent {
  const n = newcomers++;
  return new Agent({ localAddress: `127.${32 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}` });
}

function signIn(agent: Agent, url: URL, login: string): void {
  asked += 1;
  const note = (status: string): void => {
    byStatus[status] = (byStatus[status] ?? 0) + 1;
  };
  const body = JSON.stringify({ login, password: `guess ${asked}` });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  request(url, { agent, method: 'POST', headers }, (response) => {
    response.resume().once('end', () => note(String(response.statusCode)));
  })
    .once('error', () => note('no answer'))
    .end(body);
}

process.once('disconnect', () => process.exit()); // the bench is gone
process.on('message', (told: Flood | 'stop') => {
  if (told === 'stop') {
    const seen: Seen = { asked, seconds: (performance.now() - began) / 1000, byStatus };
    process.send?.(seen, () => process.exit());
    return;
  }
  began = performance.now();
  const targets = [new URL('/api/v1/sign-in', told.url), new URL('/cn/api/v1/sign-in', told.url)];
  for (const [n, agent] of agents.entries()) {
    const [target = new URL(told.url), login = ''] = [targets[n % 2], told.logins[n % told.logins.length]];
    setTimeout(
      () => {
        signIn(agent, target, login);
        setInterval(() => signIn(agent, target, login), EVERY_MS);
      },
      (n * EVERY_MS) / ADDRESSES,
    );
  }
  setInterval(() => {
    const [target = new URL(told.url), login = ''] = [
      targets[newcomers % 2],
      told.logins[newcomers % told.logins.length],
    ];
    signIn(nextNewcomer(), target, login);
  }, 1000 / NEWCOMERS_A_SECOND);
});

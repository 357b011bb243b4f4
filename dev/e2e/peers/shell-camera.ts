import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('camera.sh', import.meta.url));

export type ShellCamera = {
  deviceId: string;
  /** All that it printed, for a failing test's message. */
  said(): string;
  /** Resolves to its exit code: 0 after its verification. */
  ended: Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Starts `camera.sh` and resolves once it is online. The environment is what stands at the head of the script. */
export async function startShellCamera(settings: {
  PAIRING: string;
  UUID: string;
  AUTHKEY: string;
  FIRMWARE?: string;
  ENCRYPTION?: 'aes-128' | 'none';
  MISTAKE?: 'hex-key';
}): Promise<ShellCamera> {
  const child = spawn('bash', [script], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000, // ends what hangs
  });
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said += part.toString();
  });
  const online = new Promise<string>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString();
      const [, deviceId] = /device (\w+) is online/.exec(said) ?? [];
      if (deviceId) resolve(deviceId);
    });
  });
  const early = exited.then((code) => {
    throw new Error(`The camera ended with ${code} before it was online:\n${said}`);
  });
  early.catch(() => {}); // from then on it ends when it has done its work
  const deviceId = await Promise.race([online, early]);
  return {
    deviceId,
    said: () => said,
    ended: exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

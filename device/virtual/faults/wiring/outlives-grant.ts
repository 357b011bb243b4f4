import { commands, downTopic, ProblemError, problems, upTopic } from '@kaitong/contract';
import type { ConnectionPort, RegionPort } from '../../../src/index.ts';
import { isVerification } from './verification.ts';

/** Says that it has heard of the end of its grant, and takes no notice. */
export const deafToRevoke =
  (connect: ConnectionPort, firmware: string): ConnectionPort =>
  (options) => {
    const { deviceId } = options;
    const opened = connect({
      ...options,
      onMessage(topic, payload) {
        if (topic !== downTopic(deviceId, 'revoke')) return options.onMessage(topic, payload);
        const { id } = commands.ping.parse(JSON.parse(Buffer.from(payload).toString()));
        const reply = { id, ok: true, firmware };
        void opened.then(async (line) => {
          if (line.ok) await line.value.publish(upTopic(deviceId, 'reply'), reply);
        });
      },
    });
    return opened;
  };

/** Takes an object that was refused for good for a committed one, and goes on with the next. */
export function goingOn(region: RegionPort): RegionPort {
  const verifying = new Set<string>();
  const isTakenForDone = (eventId: string, error: unknown): boolean =>
    verifying.has(eventId) &&
    error instanceof ProblemError &&
    !problems[error.problem.code].retry &&
    error.problem.code !== 'device_token_invalid';
  return (caller) => {
    const client = region(caller);
    return {
      ...client,
      async openEvent(call) {
        const opened = await client.openEvent(call);
        if (isVerification(call)) verifying.add(opened.eventId);
        return opened;
      },
      async declareObject(call) {
        try {
          return await client.declareObject(call);
        } catch (error) {
          if (!isTakenForDone(call.params.eventId, error)) throw error;
          const { n } = call.body;
          return { n, state: 'committed', method: 'PUT', url: '', headers: {}, expiresAt: new Date().toISOString() };
        }
      },
      async commitObject(call) {
        try {
          return await client.commitObject(call);
        } catch (error) {
          if (!isTakenForDone(call.params.eventId, error)) throw error;
          return { next: null };
        }
      },
    };
  };
}

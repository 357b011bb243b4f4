import { type CommandName, commands, downTopic, upTopic } from '@kaitong/contract';
import type { ConnectionPort } from '../../../src/index.ts';

/** A line on which the device does what a command says, and its answer never arrives; the first ones do where `after` says so. */
export const silentTo =
  (name: CommandName, connect: ConnectionPort, after = 0): ConnectionPort =>
  async (options) => {
    const { deviceId } = options;
    const heard = new Set<string>();
    const swallowed = new Set<string>();
    const opened = await connect({
      ...options,
      onMessage(topic, payload) {
        const command = topic === downTopic(deviceId, name) ? JSON.parse(Buffer.from(payload).toString()) : undefined;
        const read = commands.ping.safeParse(command);
        if (read.success && heard.add(read.data.id).size > after) swallowed.add(read.data.id);
        options.onMessage(topic, payload);
      },
    });
    if (!opened.ok) return opened;
    const { value } = opened;
    const isSwallowed = (topic: string, message: object): boolean =>
      topic === upTopic(deviceId, 'reply') && 'id' in message && swallowed.has(String(message.id));
    return {
      ok: true,
      value: {
        ...value,
        async publish(topic, message) {
          if (!isSwallowed(topic, message)) await value.publish(topic, message);
        },
      },
    };
  };

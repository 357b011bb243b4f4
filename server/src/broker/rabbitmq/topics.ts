import { type CommandName, type DeviceId, downTopic } from '@kaitong/contract';

/** RabbitMQ's plugin swaps the signs of MQTT and AMQP in both directions. */
const TO_MQTT: Readonly<Record<string, string>> = { '.': '/', '/': '.', '*': '+' };
const TO_AMQP: Readonly<Record<string, string>> = { '/': '.', '.': '/', '+': '*' };

/** A routing key as its device wrote it. */
export const topicOf = (routingKey: string): string => routingKey.replace(/[./*]/g, (sign) => TO_MQTT[sign] ?? sign);

export const downKey = (deviceId: DeviceId, name: CommandName): string =>
  downTopic(deviceId, name).replace(/[/.+]/g, (sign) => TO_AMQP[sign] ?? sign);

/** What all devices publish. */
export const UP_KEYS = 'kt.d.*.up.#';
/** The exchange between devices and us. */
export const EXCHANGE = 'amq.topic';

import { type CommandName, commands, type DeviceId, downFilter, downTopic, type UpKind } from '@kaitong/contract';

const UP = /^kt\/d\/([a-z0-9]{20,22})\/up\/(status|reply)$/;

/** What a device publishes on one of its own topics; `undefined` for every other topic. */
export function upKindOf(topic: string, deviceId: DeviceId): UpKind | undefined {
  const [, owner, kind] = UP.exec(topic) ?? [];
  return owner === deviceId ? (kind as UpKind) : undefined;
}

const commandNames = Object.keys(commands) as CommandName[];

/** Whether a device may subscribe to this filter: its own commands, all or one by one. So there are only a few. */
export function isOwnFilter(filter: string, deviceId: DeviceId): boolean {
  return (
    filter === downFilter(deviceId) ||
    filter === `kt/d/${deviceId}/down/#` ||
    commandNames.some((name) => filter === downTopic(deviceId, name))
  );
}

/** The quality of service at which a connection takes a command, by its subscriptions; `undefined`: not at all. */
export function qosFor(granted: ReadonlyMap<string, 0 | 1>, deviceId: DeviceId, name: CommandName): 0 | 1 | undefined {
  const filters = [downTopic(deviceId, name), downFilter(deviceId), `kt/d/${deviceId}/down/#`];
  const found = filters.map((filter) => granted.get(filter)).filter((qos) => qos !== undefined);
  return found.length === 0 ? undefined : found.includes(1) ? 1 : 0;
}

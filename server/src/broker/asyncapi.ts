// Writes docs/protocol/asyncapi.yaml: the MQTT half of the device protocol, from the same schemas that the broker checks.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CommandName, commands, MAX_PAYLOAD_BYTES, ReplyMessage, StatusMessage } from '@kaitong/contract';
import { stringify } from 'yaml';
import { z } from 'zod';

export const ASYNCAPI_FILE = fileURLToPath(new URL('../../../docs/protocol/asyncapi.yaml', import.meta.url));

type Json = { [key: string]: unknown };

const SUMMARIES: Record<CommandName, string> = {
  ping: 'Are you there? Reply at once.',
  grant: 'Record and upload one event of at most `maxFootageMs`, opened with `nonce`, until `expiresAt`.',
  revoke: 'The grant with this nonce is over: upload nothing more under it.',
  probe: 'Record and upload a test event now, opened with `nonce` and `probeId`.',
  simulate:
    'Take it as if your sensor had reported motion for so long; what you do of it is what you would do of real motion.',
  settings: 'Take these settings; what is left out stays as it is.',
  record: 'What you may record from now on; ignore a `version` below the last one you heard.',
  update: 'There may be firmware for the device: ask for the offer now.',
  unpair: 'The owner removed the device: forget device id and secret.',
};

/** The document as text. A test compares it with the file. */
export function writeAsyncApi(): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Kaitong device protocol v1, MQTT',
      version: '1.0.0',
      description:
        'What a camera publishes and subscribes to. Written from the camera’s side: it sends on `up`, receives on `down`. ' +
        `MQTT 3.1.1, QoS 1, nothing retained, JSON payloads of at most ${MAX_PAYLOAD_BYTES} bytes; a message may come twice, its id tells. ` +
        'Pairing, tokens and uploads are HTTP: see README.md and the region’s /openapi.json.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      region: {
        host: '{host}:{port}',
        protocol: 'mqtt',
        protocolVersion: '3.1.1',
        description: 'The `mqttUrl` that comes with each token.',
        variables: { host: { description: 'Host of `mqttUrl`' }, port: { description: 'Port of `mqttUrl`' } },
        security: [{ $ref: '#/components/securitySchemes/deviceToken' }],
      },
      webSocket: {
        host: '{host}',
        pathname: '/{region}/mqtt',
        protocol: 'wss',
        protocolVersion: '3.1.1',
        description: 'The same MQTT in a WebSocket of the subprotocol `mqtt`, at the address of the region’s calls.',
        variables: {
          host: { description: 'As in the pairing code' },
          region: { description: 'As in the pairing code' },
        },
        security: [{ $ref: '#/components/securitySchemes/deviceToken' }],
      },
    },
    channels: {
      status: channel('kt/d/{deviceId}/up/status', 'Birth, heartbeat, change, goodbye and will', ['StatusMessage']),
      reply: channel('kt/d/{deviceId}/up/reply', 'Answers to commands', ['ReplyMessage']),
      ...Object.fromEntries(
        names().map((name) => [name, channel(`kt/d/{deviceId}/down/${name}`, SUMMARIES[name], [messageOf(name)])]),
      ),
    },
    operations: {
      sendStatus: operation('send', 'status', 'Say that the device is there, and how it is set.'),
      sendReply: operation('send', 'reply', 'Answer a command; the reply carries the command’s id.'),
      ...Object.fromEntries(
        names().map((name) => [
          `receive${capital(name)}`,
          { ...operation('receive', name, SUMMARIES[name]), reply: { channel: { $ref: '#/channels/reply' } } },
        ]),
      ),
    },
    components: {
      messages: Object.fromEntries(
        ['StatusMessage', 'ReplyMessage', ...names().map(messageOf)].map((name) => [
          name,
          { name, contentType: 'application/json', payload: { $ref: `#/components/schemas/${name}` } },
        ]),
      ),
      schemas: schemas(),
      securitySchemes: {
        deviceToken: {
          type: 'userPassword',
          description:
            'User name: the device id. Password: the token. Client id: the device id, or it, a dot and a suffix.',
        },
      },
    },
  };
  return `# Generated from contract/src/mqtt.ts by server/src/broker/asyncapi.ts. Do not edit.\n${stringify(document, { lineWidth: 120, aliasDuplicateObjects: false })}`;
}

const names = (): CommandName[] => Object.keys(commands) as CommandName[];
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const messageOf = (name: CommandName): string => `${capital(name)}Command`;

const channel = (address: string, summary: string, messages: string[]): Json => ({
  address,
  summary,
  parameters: { deviceId: { description: 'The device’s own id. A device reaches no other device’s topics.' } },
  messages: Object.fromEntries(messages.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  bindings: { mqtt: { bindingVersion: '0.2.0' } },
});

const operation = (action: 'send' | 'receive', name: string, summary: string): Json => ({
  action,
  channel: { $ref: `#/channels/${name}` },
  summary,
  bindings: { mqtt: { qos: 1, retain: false, bindingVersion: '0.2.0' } },
});

/** JSON Schema of the messages and of what they refer to. */
function schemas(): Json {
  const uri = (id: string): string => `#/components/schemas/${id}`;
  const { schemas: all } = z.toJSONSchema(z.globalRegistry, { uri, io: 'input', unrepresentable: 'any' });
  const wanted: Json = {};
  const collect = (id: string): void => {
    if (id in wanted) return;
    const { $id, $schema, id: _, ...schema } = all[id] as Json;
    wanted[id] = withoutDatePatterns(schema);
    for (const [, other = ''] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)) collect(other);
  };
  const roots = [StatusMessage, ReplyMessage, ...Object.values(commands)];
  for (const root of roots) collect(z.globalRegistry.get(root)?.id ?? '');
  return wanted;
}

/** `format: date-time` says it better than the expression that stands beside it. */
const withoutDatePatterns = (schema: Json): Json =>
  JSON.parse(
    JSON.stringify(schema, function (key, value: unknown) {
      return key === 'pattern' && (this as Json).format === 'date-time' ? undefined : value;
    }),
  ) as Json;

if (import.meta.main) writeFileSync(ASYNCAPI_FILE, writeAsyncApi());

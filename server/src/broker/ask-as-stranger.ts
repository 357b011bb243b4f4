import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { seconds } from '@kaitong/contract';
import { generate } from 'mqtt-packet';

const PATIENCE = seconds(5);
const PORTS = { 'mqtt:': 1883, 'mqtts:': 8883 };
/** A CONNACK's type, and where it says what came of the CONNECT (MQTT 3.1.1, 3.2). */
const CONNACK = 0x20;
const RETURN_CODE = 3;

/**
 * Whether a broker lets in somebody who shows no token. Its certificate is not looked at here.
 *
 * @throws where no broker answers
 */
export async function askAsStranger(address: string): Promise<'refused' | 'let_in'> {
  const { protocol, hostname, port } = new URL(address);
  const place = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || PORTS[protocol as keyof typeof PORTS],
  };
  const isSecure = protocol === 'mqtts:';
  const socket: Socket = isSecure ? connectTls({ ...place, rejectUnauthorized: false }) : connect(place);
  try {
    return await new Promise((resolve, reject) => {
      let heard = Buffer.alloc(0);
      socket
        .setTimeout(PATIENCE, () => reject(new Error('no answer within 5 s')))
        .once('error', reject)
        .once('close', () => reject(new Error('the line was ended without an answer')))
        .once(isSecure ? 'secureConnect' : 'connect', () =>
          socket.write(
            generate({
              cmd: 'connect',
              protocolId: 'MQTT',
              protocolVersion: 4,
              clean: true,
              clientId: 'kaitong-doctor',
            }),
          ),
        )
        .on('data', (bytes: Buffer) => {
          heard = Buffer.concat([heard, bytes]);
          if (heard.length <= RETURN_CODE) return;
          if (heard[0] !== CONNACK) reject(new Error('what answers speaks no MQTT'));
          else resolve(heard[RETURN_CODE] === 0 ? 'let_in' : 'refused');
        });
    });
  } finally {
    socket.destroy();
  }
}

import { DeviceId } from '@kaitong/contract';
import { enterFarLine } from '../../region/presence/far-lines.ts';
import { isSame } from '../../secrets/tokens.ts';
import { MOST_LINES_PER_DEVICE } from '../admit.ts';
import { checkLogin } from '../check-login.ts';
import { enterPatiently } from '../enter-line.ts';
import type { ServedRegion } from '../line.ts';
import { noteUnwelcome } from '../note-unwelcome.ts';
import { isOwnFilter, upKindOf } from '../topics.ts';
import type { RabbitSettings } from './settings.ts';
import { EXCHANGE, topicOf } from './topics.ts';

/** What RabbitMQ asks, and the words that it asks with. */
export const QUESTIONS = ['user', 'vhost', 'resource', 'topic'] as const;
export type Question = (typeof QUESTIONS)[number];
export type Asked = Readonly<Record<string, string>>;

export type Decider = (question: Question, asked: Asked) => Promise<string>;

const ALLOW = 'allow';
const DENY = 'deny';
/** What lets the platform use the management API. */
const ALLOW_PLATFORM = 'allow administrator';

/** Who may come in, and what they may do there: the same as at a broker of our own. */
export function createDecider(settings: RabbitSettings, regions: ReadonlyMap<string, ServedRegion>): Decider {
  const isPlatform = ({ username = '' }: Asked): boolean => username === settings.user;

  async function letIn({ username = '', password: token = '', client_id: clientId = '' }: Asked): Promise<boolean> {
    const shown = { clientId, username, token };
    const login = await checkLogin(shown, regions);
    if (login === 'cut_off') return false;
    if (typeof login === 'string') return noteUnwelcome(shown, login, regions);
    const { region, deviceId, tokenExpiresAt } = login;
    const { verdict } = await enterPatiently(() => region.presence.attached(deviceId));
    if (verdict === 'too_often') return noteUnwelcome(shown, verdict, regions);
    if (verdict !== 'attached') return false;
    const isEntered = await enterFarLine(region.context, { deviceId, clientId }, tokenExpiresAt, MOST_LINES_PER_DEVICE);
    return isEntered || noteUnwelcome(shown, 'too_many', regions);
  }

  function mayUse({ username = '', resource, name = '', permission }: Asked): boolean {
    if (resource === 'queue') return isOwnQueue(name, username);
    return resource === 'exchange' && name === EXCHANGE && permission !== 'configure';
  }

  function maySayOrHear({ username = '', routing_key = '', permission, name }: Asked): boolean {
    const deviceId = DeviceId.safeParse(username).data;
    if (deviceId === undefined || name !== EXCHANGE) return false;
    const topic = topicOf(routing_key);
    return permission === 'write' ? upKindOf(topic, deviceId) !== undefined : isOwnFilter(topic, deviceId);
  }

  return async (question, asked) => {
    switch (question) {
      case 'user':
        if (isPlatform(asked)) return isSame(asked.password ?? '', settings.password) ? ALLOW_PLATFORM : DENY;
        return (await letIn(asked)) ? ALLOW : DENY;
      case 'vhost':
        return asked.vhost === settings.vhost ? ALLOW : DENY;
      case 'resource':
        return isPlatform(asked) || mayUse(asked) ? ALLOW : DENY;
      case 'topic':
        return isPlatform(asked) || maySayOrHear(asked) ? ALLOW : DENY;
    }
  };
}

/** What the plugin makes for a client id: a queue for what it subscribes to, and one for a will that waits. */
function isOwnQueue(name: string, username: string): boolean {
  const [, owner] = /^mqtt-(?:subscription|will)-([a-z0-9]+?)(?:\.[A-Za-z0-9_-]{1,40}?)?(?:qos[01])?$/.exec(name) ?? [];
  return owner !== undefined && owner === username;
}

/** How a RabbitMQ cluster is reached, and where it asks who may come in. */
export type RabbitSettings = {
  /** Its nodes, as `host:port`. */
  nodes: string[];
  isEncrypted: boolean;
  vhost: string;
  user: string;
  password: string;
  /** Management APIs of its nodes, without a slash at the end. */
  apis: string[];
  /** Where we listen for what it asks, and the path before each question: whoever knows that is the cluster. */
  hook: { host: string; port: number; path: string };
};

const URL_OF_CLUSTER = /^(amqps?):\/\/([^:@/]+):([^@/]+)@([^@/]+)(?:\/([^/]*))?$/;
const NODE = /^(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?$/;
const PORTS: Readonly<Record<string, string>> = { amqp: ':5672', amqps: ':5671' };

/** `amqp://user:password@one:5672,two:5672/vhost`. @returns `undefined` for what is no such address */
export function readCluster(
  text: string,
): Pick<RabbitSettings, 'nodes' | 'isEncrypted' | 'vhost' | 'user' | 'password'> | undefined {
  const [, protocol = '', user = '', password = '', hosts = '', vhost = ''] = URL_OF_CLUSTER.exec(text) ?? [];
  const nodes = hosts.split(',').map((host) => (NODE.exec(host)?.[2] ? host : `${host}${PORTS[protocol]}`));
  if (protocol === '' || !nodes.every((node) => NODE.test(node))) return undefined;
  try {
    return {
      ...{ nodes, isEncrypted: protocol === 'amqps' },
      ...{ user: decodeURIComponent(user), password: decodeURIComponent(password) },
      vhost: vhost === '' ? '/' : decodeURIComponent(vhost),
    };
  } catch {
    return undefined; // no such escape
  }
}

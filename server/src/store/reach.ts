import { Socket } from 'node:net';
import { type Duration, seconds } from '@kaitong/contract';
import type pg from 'pg';
import type { Connection } from './connection.ts';
import { askAside } from './session-aside.ts';

/** How long an answer to which one takes writes is good for others that ask. */
const FRESH: Duration = seconds(1);
const PATIENCE: Duration = seconds(5);
const PORT = 5432;

type Host = {
  /** As the address names it. */
  name: string;
  host: string;
  port: number;
  url: string;
};

const partsOf = (url: string): string[] =>
  /^(postgres(?:ql)?:\/\/)((?:[^/?#]*@)?)([^/?#]*)(.*)$/s.exec(url)?.slice(1) ?? [];

/** The servers that an address names; none in that of a socket. */
export function readHosts(url: string): Host[] {
  const [scheme, login = '', authority = '', rest = ''] = partsOf(url);
  if (scheme === undefined) return [];
  return authority.split(',').map((one) => {
    const name = one.trim();
    const { hostname, port } = new URL(`${scheme}${name}`);
    return {
      name,
      host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? PORT : Number(port),
      url: `${scheme}${login}${name}${rest}`,
    };
  });
}

const isList = (url: string): boolean => partsOf(url)[2]?.includes(',') === true;

/**
 * What a client of a database is opened with. Where an address names several servers, one of them takes writes: each new
 * session asks all at once which, and goes to that.
 */
export function reach(connection: Connection): pg.ClientConfig {
  const { connectionString: url } = connection;
  if (url === undefined || !isList(url)) return connection;
  const primary = primaries.get(url) ?? new Primary(readHosts(url));
  primaries.set(url, primary);
  return { ...connection, connectionString: primary.anyUrl, stream: () => primary.openLine() };
}

/** One for each address of this process: whoever finds that another server is the primary ends the lines to the one before. */
const primaries = new Map<string, Primary>();

class Primary {
  readonly #hosts: readonly Host[];
  readonly #lines = new Map<Socket, Host>();
  #found: { asked: Promise<Host>; at: number } | undefined;

  constructor(hosts: readonly Host[]) {
    this.#hosts = hosts;
  }

  /** Of the server that is named first: user, password and database are the same of all. */
  get anyUrl(): string {
    return this.#hosts[0]?.url ?? '';
  }

  /** A line that is connected to where writes are taken, whatever address its client gives. */
  openLine(): Socket {
    const line = new Socket();
    const connect = line.connect.bind(line) as (port: number, host: string) => Socket;
    const open = async (): Promise<void> => {
      const host = await this.#find();
      if (line.destroyed) return;
      this.#lines.set(line, host);
      line.once('close', () => this.#lines.delete(line));
      connect(host.port, host.host);
    };
    Object.assign(line, {
      connect: () => {
        open().catch((error: Error) => line.destroy(error));
        return line;
      },
    });
    return line;
  }

  #find(): Promise<Host> {
    if (this.#found && performance.now() - this.#found.at < FRESH) return this.#found.asked;
    const asked = this.#ask();
    const found = { asked, at: Number.POSITIVE_INFINITY };
    this.#found = found;
    asked.then(
      () => {
        found.at = performance.now();
      },
      () => {
        if (this.#found === found) this.#found = undefined;
      },
    );
    return asked;
  }

  async #ask(): Promise<Host> {
    const reasons: string[] = [];
    const answers = this.#hosts.map(async (host) => {
      await takeWrites(host).catch((error: unknown) => {
        reasons.push(`${host.name} ${reasonOf(error)}`);
        throw error;
      });
      return host;
    });
    const host = await Promise.any(answers).catch(() => {
      throw new Error(`Connection terminated: no server of the database takes writes (${reasons.join('; ')})`);
    });
    // A machine that froze says nothing of it, and its sessions would wait for as long as it does.
    for (const [line, of] of this.#lines)
      if (of !== host) line.destroy(new Error(`Connection terminated: ${host.name} takes the writes now`));
    return host;
  }
}

const reasonOf = (error: unknown): string => {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  return message || code;
};

/** @throws what keeps it from taking writes */
async function takeWrites({ url }: Host): Promise<void> {
  const aside = {
    connectionString: url,
    patience: PATIENCE,
    query_timeout: PATIENCE,
    application_name: 'kaitong-find',
  };
  const { rows } = await askAside(aside, (client) =>
    client.query<{ refuses: boolean }>(`SELECT ${REFUSES_WRITES} AS refuses`),
  );
  if (rows[0]?.refuses !== false) throw new Error('is a standby, or read-only');
}

/** Whether a server takes no writes of this session, as PostgreSQL 15 and later say it. */
export const REFUSES_WRITES = `pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'`;

import { createHash } from 'node:crypto';
import { seconds } from '@kaitong/contract';
import pg from 'pg';
import { configure } from './configure.ts';
import { READ_ONLY, rethrow } from './out-of-reach.ts';
import { breakOff, type Pulse } from './pulse.ts';
import { DatabaseUnavailable } from './unavailable.ts';
import { BACKEND, type Backend, isWaitGivenUp, unsure } from './unsure.ts';
import { type Lasting, SessionWrites, type Told } from './writes.ts';

/** Beyond these a session's statements stay unnamed: lists of changing length would make names without end. */
const MOST_NAMES = 200;
/**
 * A session names what it is asked for the eighth time. What it is asked once an hour, or at the start, would be kept for
 * as long as the session lives: half of what a session held.
 */
const NAMED_FROM = 8;
/** What is counted towards a name; then counting begins anew. */
const MOST_COUNTED = 1000;
/** So many statements without a name later, those that have one are of yesterday's partitions: names begin anew. */
const MOST_UNNAMED = 2000;
/**
 * Tables divided by day. A plan for all their days takes up to 30 MB of each session; one that is made for each call names
 * the few days that it is about. What is asked with every object names the partition itself (`dayTable`).
 */
const DIVIDED = /\b(?:recorded_event|recorded_object|footage_hour|device_event)\b/;
/** A result's type changed; a name that the session does not know; one that is taken. */
const STALE = /^(0A000|26000|42P05)$/;
/** A day that was dropped or never was: what is asked of it is not to take a name from the others. */
const NO_TABLE = '42P01';

/** To open a session; the pool's own patience is that of who waits for one. */
const CONNECT_TIMEOUT = seconds(10);

export type NamingOptions = pg.ClientConfig & {
  /** Told when a statement found no room on the database's disk. */
  onFull?: () => void;
  pulse?: Pulse;
  /** Ends from another session what one waits for; `inWait`: only if that is a standby. */
  cancel?: (backend: Backend, inWait: boolean) => Promise<boolean>;
};

type Parts = {
  /** `I`: no transaction is open. */
  _txStatus?: string;
  /** Whether what is asked is sent. */
  _queryable: boolean;
  connection: {
    parsedStatements: Record<string, string>;
    on(event: 'parameterStatus', hear: (status: { parameterName: string; parameterValue: string }) => void): void;
  };
};

/**
 * A session that has PostgreSQL parse and plan a statement with parameters that it is asked often once, and calls it by a
 * name from then on: half of what a short statement costs. Names are of the text, so a session of a pooler that others use may know them already.
 *
 * Where a migration changed what a statement means, the names are forgotten and it is sent again; within a transaction,
 * which PostgreSQL has ended by then, the error is the caller's.
 *
 * A commit is acknowledged by its answer alone, and not by one that says that no standby has it. One that is not answered in
 * time is `unsure`, and so is one whose session broke: the session is given up, and what it waits for is ended from another.
 */
export class NamingClient extends pg.Client {
  /** `undefined`: not to be named. */
  readonly #names = new Map<string, string | undefined>();
  /** How often each was asked that may yet get a name, by that name. */
  readonly #uses = new Map<string, number>();
  #unnamed = 0;
  readonly #onFull: () => void;
  readonly #pulse: Pulse | undefined;
  readonly #cancel: NonNullable<NamingOptions['cancel']>;
  readonly #writes = new SessionWrites();
  #isStale = false;
  #backend: Backend | undefined;
  /** What took back the answer that comes next. */
  #takenBack: string | undefined;
  /** Why this session was given up: also what is asked of it afterwards is told so. */
  #givenUp: DatabaseUnavailable | undefined;

  constructor(config?: string | NamingOptions) {
    super(config);
    const given: NamingOptions = typeof config === 'object' ? config : {};
    const { onFull = () => {}, pulse, cancel = async () => false } = given;
    this.#onFull = onFull;
    this.#pulse = pulse;
    this.#cancel = cancel;
    this.on('notice', (notice) => {
      if (isWaitGivenUp(notice)) this.#takenBack = notice.message;
    });
    (this as unknown as Parts).connection.on('parameterStatus', ({ parameterName, parameterValue }) => {
      if (parameterName === 'in_hot_standby' && parameterValue === 'on')
        this.#giveUp(new DatabaseUnavailable('read_only', 'The database takes no writes: it is a standby.'));
    });
    // `query` has as many forms as one can call it in; only that of Kysely is changed, and all are handed on.
    Object.assign(this, {
      query: (...given: unknown[]) => this.#ask(...given),
      _connectionTimeoutMillis: CONNECT_TIMEOUT,
    });
  }

  /** What a session is asked first; see `configure`. */
  async begin(settings: Readonly<Record<string, string | number>>, also: readonly string[]): Promise<void> {
    const { pid, began } = await configure(this, settings, [BACKEND, ...also]);
    this.#backend = { pid: Number(pid), began: String(began) };
  }

  #ask(...given: unknown[]): Promise<unknown> {
    if (this.#isStale && this.#isIdle()) this.#forget();
    const [text, values, ...rest] = given;
    const lasting = this.#writes.note(text);
    const isPlain = typeof text === 'string' && Array.isArray(values) && values.length > 0 && rest.length === 0;
    const name = isPlain ? this.#nameOf(text) : undefined;
    if (name === undefined) return this.#send(lasting, ...given);
    return this.#send(lasting, { name, text, values }).catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError)) throw error;
      if (isPlain && error.code === NO_TABLE) this.#names.delete(text);
      if (!STALE.test(error.code ?? '')) throw error;
      this.#isStale = true;
      if (!this.#isIdle()) throw error;
      this.#forget();
      return this.#send(lasting, text, values);
    });
  }

  #send(lasting: Lasting | undefined, ...given: unknown[]): Promise<unknown> {
    const isSent = (this as unknown as Parts)._queryable;
    const answer = (super.query as (...given: unknown[]) => Promise<unknown>).apply(this, given);
    if (!(answer instanceof Promise)) return answer; // a copy is a stream
    const late = lasting && (() => this.#beLate(lasting));
    const answered = this.#pulse?.watch((error) => breakOff(this, error), late);
    return answer.then(
      (result: unknown) => {
        answered?.();
        const reason = this.#takenBack;
        this.#takenBack = undefined;
        if (reason === undefined) {
          this.#writes.hear(lasting, result as Told);
          return result;
        }
        const untold = unsure(reason);
        this.#giveUp(untold); // before somebody else has it: who ended the wait gives it up only later
        throw untold;
      },
      (error: unknown) => {
        answered?.();
        return this.#fail(error, isSent ? lasting : undefined);
      },
    );
  }

  /** A COMMIT never takes so long but by waiting for others; of a statement it is looked whether it waits for a standby. */
  #beLate(lasting: Lasting): void {
    const isCommit = lasting === 'transaction';
    const late = (): void => this.#giveUp(unsure('it was not acknowledged in time.'));
    if (isCommit) late();
    if (!this.#backend) return;
    this.#cancel(this.#backend, !isCommit).then(
      (hasEnded) => {
        if (hasEnded) late();
      },
      () => {}, // the server answers nobody, or is gone, which the pulse and the session's own line tell
    );
  }

  #giveUp(error: DatabaseUnavailable): void {
    this.#givenUp ??= error;
    (this as unknown as Parts)._queryable = false; // the line says so itself a turn later, when the pool has handed it on
    breakOff(this, this.#givenUp);
  }

  #fail(error: unknown, lasting: Lasting | undefined): never {
    if (this.#givenUp) throw this.#givenUp;
    try {
      rethrow(error);
    } catch (told) {
      if (!(told instanceof DatabaseUnavailable)) throw told;
      if (told.code === 'disk_full') this.#onFull();
      if (error instanceof pg.DatabaseError && error.code === READ_ONLY) this.#giveUp(told);
      const mayStay = lasting === 'transaction' || lasting === 'change' || this.#takenBack !== undefined;
      if (told.code !== 'unreachable' || !mayStay) throw told;
      const untold = unsure(told.message, { cause: error });
      this.#giveUp(untold);
      throw untold;
    }
  }

  #nameOf(text: string): string | undefined {
    if (this.#names.has(text)) return this.#names.get(text);
    if (this.#names.size >= MOST_NAMES) {
      if (++this.#unnamed >= MOST_UNNAMED) this.#isStale = true;
      return undefined;
    }
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 24);
    if (!this.#isUsedOften(name)) return undefined;
    this.#uses.delete(name);
    const given = DIVIDED.test(text) ? undefined : name;
    this.#names.set(text, given);
    return given;
  }

  #isUsedOften(name: string): boolean {
    const uses = (this.#uses.get(name) ?? 0) + 1;
    if (this.#uses.size >= MOST_COUNTED) this.#uses.clear();
    this.#uses.set(name, uses);
    return uses >= NAMED_FROM;
  }

  #isIdle(): boolean {
    return (this as unknown as Parts)._txStatus === 'I';
  }

  #forget(): void {
    this.#isStale = false;
    this.#unnamed = 0;
    this.#names.clear();
    this.#uses.clear();
    const { parsedStatements } = (this as unknown as Parts).connection;
    for (const name of Object.keys(parsedStatements)) delete parsedStatements[name];
    this.#send(undefined, 'DEALLOCATE ALL').catch(() => {}); // sent before what follows; where the session is gone, that fails too
  }
}

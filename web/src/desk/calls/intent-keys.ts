import { Problem, type SendRequest } from '@kaitong/contract';

/** Whoever comes back to a form after that wants another of what they may have made. */
const KEPT_MS = 10 * 60_000;

type Intent = { key: string; at: number };
type Answer = { status: number; body: unknown };

/**
 * Keys under which the control plane does what is asked once. The same call has the same key until its answer has come: a
 * second click, and a second try after an answer was lost, are the same intent. What is asked after that is another.
 */
export class IntentKeys {
  private readonly open = new Map<string, Intent>();
  private readonly now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** `undefined`: the call changes nothing by being repeated. */
  of(request: SendRequest): string | undefined {
    if (request.method !== 'POST') return undefined;
    const name = nameOf(request);
    const known = this.open.get(name);
    const key = known && this.now() - known.at < KEPT_MS ? known.key : newKey();
    this.open.set(name, { key, at: this.now() });
    return key;
  }

  /** An answer that says what became of it: not that of a proxy which lost the server, nor that it is still being done. */
  answered(request: SendRequest, { status, body }: Answer): void {
    if (status < 500 && !isInFlight(body)) this.open.delete(nameOf(request));
  }
}

const nameOf = ({ path, body }: SendRequest): string => `${path} ${JSON.stringify(body)}`;

const isInFlight = (body: unknown): boolean => Problem.safeParse(body).data?.code === 'idempotency_in_flight';

/** 128 bits. `randomUUID` is there on pages that came by https only. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import { type Answer, no, yes } from './problem.ts';
import { DEVICE, EVENTS, NOTIFICATION, type Soap } from './soap.ts';
import { allIn, escapeXml, findIn, textIn, type XmlElement } from './xml.ts';

/** A bridge that is killed leaves a subscription behind for so long; cameras have few. */
const TERM = seconds(120);
/** How long the camera may keep a question open while nothing happens. */
const WAIT = seconds(20);
/** On top of it, for the way. */
const MARGIN = seconds(10);
const GOODBYE = seconds(2);
const MOST_MESSAGES = 50;
const MOST_PARAMETERS = 8;

const PORT = `${EVENTS}/PullPointSubscription`;
const MANAGER = 'http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager';

/** The camera's own clock, and then its events from now on. */
export async function subscribe(soap: Soap, device: URL): Promise<Answer<PullPoint>> {
  const told = await readClock(soap, device);
  if (!told.ok) return told;
  soap.ahead = told.value;
  const events = await findEvents(soap, device);
  if (!events.ok) return events;
  const created = await soap.ask({
    ...{ url: events.value, space: EVENTS, operation: 'CreatePullPointSubscription' },
    action: `${EVENTS}/EventPortType/CreatePullPointSubscriptionRequest`,
    body: `<InitialTerminationTime>${duration(TERM)}</InitialTerminationTime>`,
  });
  if (!created.ok) return created;
  const reference = findIn(created.value, 'SubscriptionReference');
  const url = placeOn(device, textIn(reference, 'Address'));
  if (!reference || !url) return no('not_readable');
  return yes(new PullPoint(soap, url, headersOf(reference), created.value));
}

/** A subscription, which the camera ends where nobody renews it. */
export class PullPoint {
  readonly #soap: Soap;
  readonly #url: URL;
  readonly #headers: string;
  #term: Duration;
  #renewed: number;

  constructor(soap: Soap, url: URL, headers: string, created: XmlElement) {
    this.#soap = soap;
    this.#url = url;
    this.#headers = headers;
    this.#term = termOf(created);
    this.#renewed = soap.clock.monotonic();
  }

  /** Waits at the camera until something happens, or for nothing. */
  async pull(): Promise<Answer<XmlElement[]>> {
    const wait = milliseconds(Math.min(WAIT, this.#term / 3));
    const pulled = await this.#soap.ask({
      ...this.#question('PullMessages', EVENTS, `${PORT}/PullMessagesRequest`),
      body: `<Timeout>${duration(wait)}</Timeout><MessageLimit>${MOST_MESSAGES}</MessageLimit>`,
      within: milliseconds(wait + MARGIN),
    });
    if (!pulled.ok) return pulled.problem === 'refused' || pulled.problem === 'no_service' ? no('lost') : pulled;
    return yes(allIn(pulled.value, 'NotificationMessage'));
  }

  /** Some cameras prolong by every pull and know no renewal: a refusal is none of a failure, the next pull tells. */
  async renewIfDue(): Promise<Answer<void>> {
    const now = this.#soap.clock.monotonic();
    if (now - this.#renewed < this.#term / 2) return yes(undefined);
    this.#renewed = now;
    const renewed = await this.#soap.ask({
      ...this.#question('Renew', NOTIFICATION, `${MANAGER}/RenewRequest`),
      body: `<TerminationTime>${duration(TERM)}</TerminationTime>`,
    });
    if (renewed.ok) this.#term = termOf(renewed.value);
    return renewed.ok || renewed.problem === 'refused' || renewed.problem === 'no_service' ? yes(undefined) : renewed;
  }

  /** The camera may forget it now. Whoever leaves waits for no camera that does not answer. */
  async end(): Promise<void> {
    await this.#soap.ask({
      ...this.#question('Unsubscribe', NOTIFICATION, `${MANAGER}/UnsubscribeRequest`),
      ...{ within: GOODBYE, signal: new AbortController().signal },
    });
  }

  #question(operation: string, space: string, action: string) {
    return { url: this.#url, headers: this.#headers, operation, space, action };
  }
}

/** How far the camera's clock is ahead. One that hides its time, or has none, is taken to have ours. */
async function readClock(soap: Soap, device: URL): Promise<Answer<number>> {
  const asked = await soap.ask({ url: device, space: DEVICE, operation: 'GetSystemDateAndTime', signed: false });
  if (!asked.ok) return asked.problem === 'unauthorised' || asked.problem === 'refused' ? yes(0) : asked;
  const utc = findIn(asked.value, 'SystemDateAndTime', 'UTCDateTime');
  const part = (...names: string[]): number => Number(textIn(utc, ...names) ?? Number.NaN);
  const day = [part('Date', 'Year'), part('Date', 'Month') - 1, part('Date', 'Day')] as const;
  const time = Date.UTC(...day, part('Time', 'Hour'), part('Time', 'Minute'), part('Time', 'Second'));
  const isTime = time > 0 && time < Date.UTC(9999);
  return yes(isTime ? time - soap.clock.wall() : 0);
}

/** Newer cameras list their services; older ones know their capabilities only. */
async function findEvents(soap: Soap, device: URL): Promise<Answer<URL>> {
  const body = '<IncludeCapability>false</IncludeCapability>';
  const services = await soap.ask({ url: device, space: DEVICE, operation: 'GetServices', body });
  if (!services.ok && services.problem !== 'refused') return services;
  const service = services.ok
    ? allIn(services.value, 'Service').find((one) => textIn(one, 'Namespace') === EVENTS)
    : undefined;
  const listed = placeOn(device, textIn(service, 'XAddr'));
  if (listed) return yes(listed);
  const category = '<Category>Events</Category>';
  const able = await soap.ask({ url: device, space: DEVICE, operation: 'GetCapabilities', body: category });
  if (!able.ok) return able.problem === 'refused' ? no('no_events') : able;
  const url = placeOn(device, textIn(able.value, 'Capabilities', 'Events', 'XAddr'));
  return url ? yes(url) : no('no_events');
}

/**
 * An address that a camera hands out, on the camera that was configured. Cameras behind a router, or with two networks,
 * name hosts that we cannot reach; one that means harm would name somebody else, who would get our requests and the login.
 */
function placeOn(device: URL, address: string | undefined): URL | undefined {
  const given = URL.parse(address ?? '');
  if (!given || !/^https?:$/.test(given.protocol)) return undefined;
  const url = new URL(device.origin);
  url.pathname = given.pathname;
  url.search = given.search;
  if (given.hostname === device.hostname && given.protocol === device.protocol) url.port = given.port;
  return url;
}

/** What tells one subscription from another where they share an address, given back as WS-Addressing has it. */
function headersOf(reference: XmlElement): string {
  const parameters = findIn(reference, 'ReferenceParameters')?.children.slice(0, MOST_PARAMETERS) ?? [];
  return parameters
    .map(
      ({ name, space, text }) =>
        `<p:${name} xmlns:p="${escapeXml(space)}" a:IsReferenceParameter="true">${escapeXml(text)}</p:${name}>`,
    )
    .join('');
}

/** What the camera grants, by its own clock; never so short that renewing were all that is done. */
function termOf(answer: XmlElement): Duration {
  const at = (name: string): number => Date.parse(textIn(answer, name) ?? '');
  const granted = at('TerminationTime') - at('CurrentTime');
  return milliseconds(Number.isFinite(granted) ? Math.min(TERM, Math.max(seconds(6), granted)) : TERM);
}

const duration = (length: Duration): string => `PT${Math.ceil(length / 1000)}S`;

import { randomUUID } from 'node:crypto';
import { type Duration, seconds } from '@kaitong/contract';
import type { Clock } from '../../src/index.ts';
import { digestAnswer, type Login, usernameToken } from './digest.ts';
import { type Posted, post } from './post.ts';
import { type Answer, no, yes } from './problem.ts';
import { escapeXml, findIn, readXml, type XmlElement } from './xml.ts';

const ANSWER_LIMIT: Duration = seconds(10);
const SECURITY = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';

/** Operations by the namespace that they stand in. */
export const DEVICE = 'http://www.onvif.org/ver10/device/wsdl';
export const EVENTS = 'http://www.onvif.org/ver10/events/wsdl';
export const NOTIFICATION = 'http://docs.oasis-open.org/wsn/b-2';

export type Question = {
  url: URL;
  space: string;
  operation: string;
  body?: string;
  /** WS-Addressing's name of what is asked: services of events want it, others may stumble over it. */
  action?: string;
  /** Header blocks that the camera wants to have back. */
  headers?: string;
  /** How long the answer may take; the longest wait of the camera's own included. */
  within?: Duration;
  /** False: without the login, for what tells the time that a login needs. */
  signed?: boolean;
  signal?: AbortSignal;
};

/** One camera's SOAP: who asks, and what an answer means. */
export class Soap {
  /** What the camera's clock is ahead: a login is refused whose moment is not now there. */
  ahead = 0;
  readonly #login: Login | undefined;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;

  constructor(login: Login | undefined, clock: Clock, signal: AbortSignal) {
    this.#login = login;
    this.#clock = clock;
    this.#signal = signal;
  }

  get clock(): Clock {
    return this.#clock;
  }

  /** @returns the answer's own element */
  async ask(question: Question): Promise<Answer<XmlElement>> {
    const posted = await this.#post(question);
    if (!posted.ok) return posted;
    const { status, text } = posted.value;
    const body = findIn(readEnvelope(text), 'Body');
    const fault = findIn(body, 'Fault');
    if (status === 401 || status === 403 || (fault && isAboutLogin(fault))) return no('unauthorised');
    if (fault) return no('refused');
    const answer = findIn(body, `${question.operation}Response`);
    if (answer) return yes(answer);
    return no(status === 200 || status === 500 ? 'not_readable' : 'no_service');
  }

  /** Some cameras want HTTP's own login beside, or in place of, the one of WS-Security. */
  async #post(question: Question): Promise<Answer<Posted>> {
    const { url, action, space, operation, within = ANSWER_LIMIT, signal = this.#signal } = question;
    const limits = { clock: this.#clock, within, signal };
    const type = `application/soap+xml; charset=utf-8; action="${action ?? `${space}/${operation}`}"`;
    const first = await post(url, { 'content-type': type }, this.#envelope(question), limits);
    if (!first.ok || first.value.status !== 401 || !this.#login || question.signed === false) return first;
    const authorization = digestAnswer(first.value.challenges, this.#login, url.pathname + url.search);
    if (authorization === undefined) return first;
    return await post(url, { 'content-type': type, authorization }, this.#envelope(question), limits);
  }

  #envelope({ url, space, operation, body = '', action, headers = '', signed = true }: Question): string {
    const addressing = action
      ? `<a:Action>${action}</a:Action><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID><a:To>${escapeXml(url.href)}</a:To>`
      : '';
    const login = signed && this.#login ? this.#security(this.#login) : '';
    return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>${addressing}${headers}${login}</s:Header><s:Body><${operation} xmlns="${space}">${body}</${operation}></s:Body></s:Envelope>`;
  }

  #security(login: Login): string {
    const { user, digest, nonce, created } = usernameToken(login, this.#clock.wall() + this.ahead);
    return `<Security s:mustUnderstand="1" xmlns="${SECURITY}wssecurity-secext-1.0.xsd"><UsernameToken><Username>${escapeXml(user)}</Username><Password Type="${SECURITY}username-token-profile-1.0#PasswordDigest">${digest}</Password><Nonce EncodingType="${SECURITY}soap-message-security-1.0#Base64Binary">${nonce}</Nonce><Created xmlns="${SECURITY}wssecurity-utility-1.0.xsd">${created}</Created></UsernameToken></Security>`;
  }
}

function readEnvelope(text: string): XmlElement | undefined {
  const root = readXml(text);
  return root?.name === 'Envelope' ? root : undefined;
}

/** By SOAP 1.2 codes in codes, by 1.1 one alone; the words for people differ from maker to maker. */
function isAboutLogin(fault: XmlElement): boolean {
  const codes = (element: XmlElement): string[] => [element.text, ...element.children.flatMap(codes)];
  const places = fault.children.filter(({ name }) => name === 'Code' || name === 'faultcode');
  return places
    .flatMap(codes)
    .some((code) => /(^|:)(NotAuthorized|FailedAuthentication|InvalidSecurity\w*)$/.test(code.trim()));
}

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { findIn, readXml, textIn, type XmlElement } from '../onvif/xml.ts';

const LOGIN = { user: 'viewer', password: 'pä&ss' };
const REALM = 'ONVIF';
/** Its clock is wrong, as those of cameras are: a login of our time is refused. */
const AHEAD_MS = 3 * 3600_000;

export type OnvifCameraOptions = {
  /** HTTP's digest in place of the one of WS-Security. */
  login?: 'token' | 'digest';
  /** What it names as its own address; by default the one that it was asked under. */
  host?: string;
  /** An old one: it knows no GetServices. */
  isOld?: boolean;
  /** How long it grants a subscription. */
  termMs?: number;
  /** It answers this operation in a way of its own; false: as ever. */
  misbehave?(operation: string, response: ServerResponse): boolean;
};

type Pull = { response: ServerResponse; limit: number };

const FAULTS = { 'ter:ActionNotSupported': true, 'wsrf-rw:ResourceUnknownFault': true };

/** A camera with the ONVIF services that tell of events, as gSOAP writes them. It checks its logins. */
export async function startOnvifCamera(options: OnvifCameraOptions = {}) {
  const asked: string[] = [];
  const watchers = new Set<() => void>();
  const waiting: Pull[] = [];
  const sockets = new Set<Socket>();
  let pending: string[] = [];
  let subscription: string | undefined;
  let count = 0;
  let tries = 0;
  const server = createServer((request, response) => void answer(request, response));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of request) text += String(part);
    const envelope = readXml(text);
    const body = findIn(envelope, 'Body')?.children[0];
    if (!envelope || !body) return void response.writeHead(400).end();
    tries += 1;
    if (body.name !== 'GetSystemDateAndTime') {
      const isDigest = options.login === 'digest';
      if (isDigest && !isDigestRight(request))
        return void response
          .writeHead(401, [
            ...['WWW-Authenticate', `Digest realm="${REALM}", nonce="n1", qop="auth"`],
            ...['WWW-Authenticate', `Digest realm="${REALM}", nonce="n2", qop="auth,auth-int", algorithm=SHA-256`],
          ])
          .end('<html>Unauthorized</html>');
      if (!isDigest && !isTokenRight(envelope)) return fault(response, 400, 'ter:NotAuthorized');
    }
    asked.push(body.name);
    for (const look of [...watchers]) look();
    if (options.misbehave?.(body.name, response)) return;
    const served = serve(envelope, body, request, response);
    if (served !== undefined && served in FAULTS) fault(response, 500, served);
    else if (served !== undefined) reply(response, served);
  }

  function serve(
    envelope: XmlElement,
    body: XmlElement,
    request: IncomingMessage,
    response: ServerResponse,
  ): string | undefined {
    const host = options.host ?? `http://${request.headers.host}`;
    const isMine = textIn(envelope, 'Header', 'SubscriptionId') === subscription && subscription !== undefined;
    const times = `<wsnt:CurrentTime>${iso(0)}</wsnt:CurrentTime><wsnt:TerminationTime>${iso(options.termMs ?? 60_000)}</wsnt:TerminationTime>`;
    switch (body.name) {
      case 'GetSystemDateAndTime':
        return `<tds:GetSystemDateAndTimeResponse>${clockText()}</tds:GetSystemDateAndTimeResponse>`;
      case 'GetServices': {
        if (options.isOld) return 'ter:ActionNotSupported';
        const services = ['device', 'media', 'events'].map(
          (name) =>
            `<tds:Service><tds:Namespace>http://www.onvif.org/ver10/${name}/wsdl</tds:Namespace><tds:XAddr>${host}/onvif/${name}</tds:XAddr></tds:Service>`,
        );
        return `<tds:GetServicesResponse>${services.join('')}</tds:GetServicesResponse>`;
      }
      case 'GetCapabilities':
        return `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Events><tt:XAddr>${host}/onvif/events</tt:XAddr></tt:Events></tds:Capabilities></tds:GetCapabilitiesResponse>`;
      case 'CreatePullPointSubscription':
        count += 1;
        subscription = `s&${count}`;
        return `<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference><wsa:Address>${host}/onvif/subscription?idx=${count}</wsa:Address><wsa:ReferenceParameters><v:SubscriptionId xmlns:v="http://www.axis.com/2009/event">s&amp;${count}</v:SubscriptionId></wsa:ReferenceParameters></tev:SubscriptionReference>${times}</tev:CreatePullPointSubscriptionResponse>`;
      case 'PullMessages':
        if (!isMine) return 'wsrf-rw:ResourceUnknownFault';
        waiting.push({ response, limit: Number(textIn(body, 'MessageLimit')) });
        deliver();
        return undefined;
      case 'Renew':
        return isMine ? `<wsnt:RenewResponse>${times}</wsnt:RenewResponse>` : 'wsrf-rw:ResourceUnknownFault';
      case 'Unsubscribe':
        if (isMine) subscription = undefined;
        return '<wsnt:UnsubscribeResponse/>';
      default:
        return 'ter:ActionNotSupported';
    }
  }

  /** As many as the question asked for. */
  function deliver(): void {
    if (pending.length === 0) return;
    for (const { response, limit } of waiting.splice(0)) {
      const now = pending.slice(0, limit);
      pending = pending.slice(limit);
      const times = `<tev:CurrentTime>${iso(0)}</tev:CurrentTime><tev:TerminationTime>${iso(60_000)}</tev:TerminationTime>`;
      reply(response, `<tev:PullMessagesResponse>${times}${now.join('')}</tev:PullMessagesResponse>`);
    }
  }

  async function listen(port: number): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }

  async function cut(): Promise<void> {
    server.close();
    for (const socket of sockets) socket.destroy();
    waiting.length = 0;
    await once(server, 'close');
  }

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    host: `http://127.0.0.1:${port}`,
    url: addressFor(LOGIN.user, LOGIN.password, port),
    urlWith: (password: string) => addressFor(LOGIN.user, password, port),
    password: LOGIN.password,
    /** Requests, refused ones included. */
    tries: () => tries,
    /** The operations that a login was good for, in order. */
    asked,
    /** Resolves once an operation was asked for so often. */
    until: (operation: string, times = 1): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (asked.filter((name) => name === operation).length < times) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    tell(...messages: string[]): void {
      pending.push(...messages);
      deliver();
    },
    /** It forgets who listens, as after a restart of its own services. */
    forget(): void {
      subscription = undefined;
      for (const { response } of waiting.splice(0)) fault(response, 500, 'wsrf-rw:ResourceUnknownFault');
    },
    cut,
    comeBack: () => listen(port),
    async [Symbol.asyncDispose]() {
      if (server.listening) await cut();
    },
  };
}

type Said = { topic?: string; operation?: 'Initialized' | 'Changed' | 'Deleted'; item?: string; source?: string };

/** One notification, as cameras with cells tell of them. */
export function motionMessage(
  value: string,
  {
    topic = 'tns1:RuleEngine/CellMotionDetector/Motion',
    operation = 'Changed',
    item = 'IsMotion',
    source = 'v1',
  }: Said = {},
): string {
  return `<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">${topic}</wsnt:Topic><wsnt:Message><tt:Message UtcTime="2026-01-01T00:00:00Z" PropertyOperation="${operation}"><tt:Source><tt:SimpleItem Name="VideoSourceConfigurationToken" Value="${source}"/><tt:SimpleItem Name="Rule" Value="MyMotion"/></tt:Source><tt:Data><tt:SimpleItem Name="${item}" Value="${value}"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>`;
}

const SPACES = Object.entries({
  s: 'http://www.w3.org/2003/05/soap-envelope',
  wsa: 'http://www.w3.org/2005/08/addressing',
  wsnt: 'http://docs.oasis-open.org/wsn/b-2',
  tds: 'http://www.onvif.org/ver10/device/wsdl',
  tev: 'http://www.onvif.org/ver10/events/wsdl',
  tt: 'http://www.onvif.org/ver10/schema',
})
  .map(([prefix, space]) => ` xmlns:${prefix}="${space}"`)
  .join('');

export const envelopeOf = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><s:Envelope${SPACES}><s:Header/><s:Body>${body}</s:Body></s:Envelope>`;

const reply = (response: ServerResponse, body: string): void =>
  void response.writeHead(200, { 'content-type': 'application/soap+xml; charset=utf-8' }).end(envelopeOf(body));

const fault = (response: ServerResponse, status: number, code: string): void =>
  void response
    .writeHead(status, { 'content-type': 'application/soap+xml' })
    .end(
      envelopeOf(
        `<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>${code}</s:Value></s:Subcode></s:Code><s:Reason><s:Text>No.</s:Text></s:Reason></s:Fault>`,
      ),
    );

const addressFor = (user: string, password: string, port: number): string =>
  `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}`;

const iso = (inMs: number): string => new Date(Date.now() + AHEAD_MS + inMs).toISOString();

function clockText(): string {
  const now = new Date(Date.now() + AHEAD_MS);
  const time = `<tt:Time><tt:Hour>${now.getUTCHours()}</tt:Hour><tt:Minute>${now.getUTCMinutes()}</tt:Minute><tt:Second>${now.getUTCSeconds()}</tt:Second></tt:Time>`;
  const date = `<tt:Date><tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day></tt:Date>`;
  return `<tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:UTCDateTime>${time}${date}</tt:UTCDateTime></tds:SystemDateAndTime>`;
}

function isTokenRight(envelope: XmlElement): boolean {
  const of = (name: string) => textIn(envelope, 'Header', 'Security', 'UsernameToken', name) ?? '';
  const created = of('Created');
  const digest = createHash('sha1')
    .update(Buffer.from(of('Nonce'), 'base64'))
    .update(created)
    .update(LOGIN.password)
    .digest('base64');
  const isNow = Math.abs(Date.parse(created) - (Date.now() + AHEAD_MS)) < 60_000;
  return of('Username') === LOGIN.user && of('Password') === digest && isNow;
}

/** By RFC 7616, of the stronger of its two challenges. */
function isDigestRight({ headers, url = '' }: IncomingMessage): boolean {
  const { authorization = '' } = headers;
  const of = (name: string) => new RegExp(`\\b${name}="?([^",]*)`).exec(authorization)?.[1] ?? '';
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const who = hash(`${LOGIN.user}:${REALM}:${LOGIN.password}`);
  const expected = hash(`${who}:n2:${of('nc')}:${of('cnonce')}:auth:${hash(`POST:${url}`)}`);
  return of('response') === expected && of('uri') === url && of('username') === LOGIN.user;
}

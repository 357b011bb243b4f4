import { type Duration, seconds, type WrongCertificate } from '@kaitong/contract';

/** How long a token lives that comes with the address of a broker to be refused: firmware may keep an address until then. */
export const OFFERED_TOKEN_LIFE: Duration = seconds(15);
/** From the closing of the line on; whoever asks for a token later is told the right broker, whatever was met. */
export const OFFERED_FOR: Duration = seconds(75);
/** Beyond this one that is not met is the last: a camera that is kept from going there must not wait for nothing. */
const MEETS_WITHIN: Duration = seconds(15);

/** Brokers with wrong certificates, whose addresses come with the tokens of one device, one after another. */
export type BrokerOffers = {
  /** By the platform's clock, in milliseconds; so is `since`. */
  began: number;
  /** The one that is offered now; null before the first token was asked for. */
  wrong: WrongCertificate | null;
  since: number;
  met: readonly WrongCertificate[];
  /** The device said who it is to this one. */
  trusted: WrongCertificate | null;
  isOver: boolean;
  /** It was over because the platform was away. */
  wasAway: boolean;
};

export const beginOffers = (now: number): BrokerOffers => ({
  began: now,
  wrong: null,
  since: now,
  met: [],
  trusted: null,
  isOver: false,
  wasAway: false,
});

/** Whether a token that is asked for now comes with such an address, and older ones are not taken. */
export const areOffered = ({ isOver, began }: BrokerOffers, now: number): boolean =>
  !isOver && now < began + OFFERED_FOR;

/** A token is asked for: the next of `kinds` once one was met, the same again meanwhile, in the end none. */
export function askForBroker(offers: BrokerOffers, kinds: readonly WrongCertificate[], now: number): BrokerOffers {
  const { wrong, met, trusted, since } = offers;
  const over: BrokerOffers = { ...offers, isOver: true };
  if (!areOffered(offers, now) || trusted !== null) return over;
  if (wrong !== null && !met.includes(wrong)) return now < since + MEETS_WITHIN ? offers : over;
  const next = kinds[wrong === null ? 0 : kinds.indexOf(wrong) + 1];
  return next === undefined ? over : { ...offers, wrong: next, since: now };
}

/** Somebody came to the one with this certificate while it was offered. */
export const meetBroker = (offers: BrokerOffers, wrong: WrongCertificate): BrokerOffers =>
  offers.wrong === wrong && !offers.met.includes(wrong) ? { ...offers, met: [...offers.met, wrong] } : offers;

/** The device sent its token to this one; that it met it before goes without saying. */
export const trustBroker = (offers: BrokerOffers, wrong: WrongCertificate): BrokerOffers =>
  offers.trusted === null && offers.wrong !== null
    ? { ...offers, met: [...new Set([...offers.met, wrong])], trusted: wrong, isOver: true }
    : offers;

import type { ProblemTexts } from './texts.ts';

/** Of webhooks, and of terminals that sign in. */
export const told = {
  webhook_url_refused: {
    title: 'This address cannot be posted to',
    remedy:
      'Give one that begins with https:// and is on the internet. Addresses inside a network, and http:// to those, need the operator’s leave (KAITONG_PRIVATE_RECEIVERS).',
  },
  webhooks_full: {
    title: 'The account has {limit} webhooks already',
    remedy: 'Remove one that is not needed, or have one receiver pass events on.',
  },
  webhook_disabled: {
    title: 'The webhook is switched off',
    remedy: 'Mend the receiver and switch the webhook on; then send it again.',
  },
} satisfies Partial<ProblemTexts>;

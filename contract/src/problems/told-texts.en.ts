import type { ProblemTexts } from './fill-text.ts';

/** Of webhooks, of terminals that sign in, of findings that are passed on, and of certificates that anybody may read. */
export const told = {
  findings_share_ended: {
    title: 'This address is not valid any more',
    remedy:
      'It has expired, whoever sent it has ended it, or it was not copied whole. Ask the person who sent it to you for a new one.',
  },
  certificate_unknown: {
    title: 'No certificate has this address',
    remedy:
      'Compare it with the one that you were given, to its last letter. Of a certificate that you hold as a file, it is the SHA-256 of the file.',
  },
  company_unnamed: {
    title: 'The company is called by an e-mail address or a phone number',
    remedy:
      'Everybody would read it in the list. Have an administrator fill in the company’s name under “Company”, then list it.',
  },
  certificate_not_counting: {
    title: 'The product has no certificate that counts today',
    remedy:
      'Its certificate was revoked, or it was activated without one. Have a sample verified anew; the new certificate goes into the package.',
  },
  nothing_to_waive: {
    title: 'The product has no such warning, and no such item that was no pass',
    remedy:
      'Waived is what its certificate warns of, or what its newest extended test found. Read both again: it may be mended since.',
  },
  waiver_in_force: {
    title: 'This is waived already, until {until}',
    remedy: 'End that waiver first if another reason or another end is to hold.',
  },
  sbom_refused: {
    title: 'This file is no SBOM that can go along',
    remedy:
      'Give CycloneDX 1.x or SPDX 2.x or 3.x as JSON in UTF-8. XML, tag-value and archives are not taken; most tools write JSON too.',
  },
  sbom_too_large: {
    title: 'The SBOM is larger than {limit} MiB',
    remedy:
      'Leave out what is not in the firmware, sources and test tools for one, or hand it over beside the package.',
  },
  nothing_to_share: {
    title: 'Nothing was found in this attempt that could be shared',
    remedy:
      'The device did not pass the checks before the run, so nothing was verified. Solve what the page names and submit it again.',
  },
  terminal_pending: {
    title: 'Nobody has confirmed the code yet',
    remedy: 'Open the address and confirm the code there; look again in {seconds} s.',
  },
  terminal_slow_down: {
    title: 'The terminal asks too often',
    remedy: 'Wait {seconds} s between two looks.',
  },
  terminal_denied: {
    title: 'The sign-in was refused in the console',
    remedy: 'Begin again with kaitong login if it was you who asked.',
  },
  terminal_code_invalid: {
    title: 'This code is not known, was used or has expired',
    remedy: 'A code is valid for ten minutes, once. Begin again with kaitong login.',
  },
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
  push_address_refused: {
    title: 'Alarms cannot be sent to this browser',
    remedy:
      'The address of its push service is not on the internet, or its key is no key. Switch alarms off and on in this browser, or use another one.',
  },
} satisfies Partial<ProblemTexts>;

import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { listing as zhCN } from '../zh-CN/listing.ts';

export const listing: SameTexts<typeof zhCN> = {
  listing: {
    title: 'Public list',
    off: 'Not listed. Only those who hold its address or the certificate see the certificate of this product.',
    on: 'Listed',
    leftOut: 'Agreed to, and left out for now',
    because: {
      not_activated: 'The product is not activated yet; it is listed once it is.',
      demonstration:
        'A browser’s camera activated the product as a demonstration; it is listed once firmware of its own passes.',
      suspended:
        'The platform suspended the product and revoked its certificate; it is listed once that is lifted and it has passed anew.',
      no_certificate: 'It was activated without a certificate; it is listed once it has passed anew.',
      revoked: 'Its certificate was revoked; it is listed once it has passed anew.',
    },
    page: 'Open the public list',
    agree: 'List the product',
    agreeTitle: 'List “{{name}}”',
    names: 'Everybody reads the company’s name, “{{company}}”, and the product’s, “{{product}}”.',
    shows:
      'With them become public: the address of the newest certificate (with PID, the sample’s device id, firmware, version of the rules and warnings), when it was issued, and since when it is listed.',
    indexed: 'Search engines may keep the list and the page of this certificate.',
    anyTime:
      'You can take it back at any time, at once. A product that is suspended or no longer activated goes by itself.',
    agreed: 'You agreed to list the product',
    takeBack: 'Take it off the list',
    takeBackTitle: 'Take “{{name}}” off the list',
    gone: 'The product is gone from the list at once.',
    certificateStays: 'Whoever holds its address or the certificate still sees the page of the certificate.',
    searchEngines: 'Search engines may take some time to forget what they have kept.',
    takenBack: 'The product is listed no more',
  },
};

import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { market as zhCN } from '../zh-CN/market.ts';

export const market: SameTexts<typeof zhCN> = {
  market: {
    title: 'Service market',
    categories: 'Service categories',
    empty: 'No services in “{{category}}” yet',
    emptyText: 'Video cloud storage can be activated under Camera services.',
    toCamera: 'Show camera services',
    hot: 'Popular',
    learnMore: 'Learn more',
    activate: 'Activate service',
    active: 'In force',
    manage: 'Manage',
    about: 'About',
    unavailable: 'Not available on this platform',
  },
  about: {
    what: 'What it is',
    whatText:
      'When a camera detects an event, such as someone passing or a doorbell ring, it encrypts video and snapshot and uploads them. Owners watch, download and delete them in the app. You activate a product once; from then on the owner of every unit can buy the service.',
    points: {
      shareTitle: 'A share of the income',
      share: '{{percent}}% of what end users actually pay is yours. The agreement takes effect when you submit it.',
      shareUnknown:
        'What end users actually pay is shared with you as the agreement says. It takes effect when you submit it.',
      proofTitle: 'Verified on real footage',
      proof:
        'One sample records a real clip, and encoding, encryption, timing and picture are checked. If it fails you learn where and how to fix it.',
      regionTitle: 'Every region',
      region: 'Enter the device ID; all regions are asked for it. You do not choose one.',
    },
    steps: 'How to activate',
    step: {
      apply: 'Submit the application',
      applyText: 'Read the revenue share agreement and submit. It takes effect at once.',
      sample: 'Have one sample ready',
      sampleText: 'Its PID is under your account; it is paired, online, and motion detection is on.',
      add: 'Add the product',
      addText:
        'Under My services → Video cloud storage → Product activation choose Add product and enter the sample’s device ID.',
      wave: 'Wave at the lens',
      waveText:
        'The camera records the event and uploads it, and the clip is checked as it arrives. A good camera needs seconds, 3 minutes at most.',
      done: 'Activated',
      doneText:
        'The cloud storage entry appears in the app at once. The list keeps the sample’s firmware version: ship at least that one.',
    },
    shippedTitle: 'Already shipping?',
    shipped:
      'Release the latest firmware as an update first. Otherwise the sample supports cloud storage while units sold with older firmware may not.',
    trialTitle: 'While debugging',
    trial: 'Each UUID can try a cloud storage plan once for CN¥0.01.',
    faq: 'Questions',
    faqs: {
      q1: 'Where do I find PIDs that were activated earlier?',
      a1: 'Under Service items: it lists the activated PIDs and the items that belong to them.',
      q2: 'The console exists in China only. Must the sample’s device ID be from the China region too?',
      a2: 'No. Activation runs in every region of the world, and you do not need to choose the sample’s region: all regions are searched, and the device ID only has to be valid in one of them.',
      q3: 'We want a custom service on a prepaid basis. Can we set it up here?',
      a3: 'With prepayment you charge your customers and define the service yourself; it is not self-service yet. Contact the platform’s business development team.',
    },
  },
  apply: {
    details: 'Service details',
    content: 'What the service contains',
    content1: '1. Video cloud storage as a value-added service for camera products that support it.',
    content2: '2. Plans tailored to the regions where the devices are sold.',
    content3: '3. A share of the income when end users buy the service.',
    agreement: 'Revenue share agreement',
    submit: 'Submit application',
    submitHint: 'By submitting you accept the agreement; it takes effect at once.',
    done: 'Submitted; the agreement is in force',
    inForce: 'The agreement is in force',
    inForceText: 'Version {{version}}, in force since {{date}}.',
    manage: 'Activate a product',
    newer: 'The agreement has a new version: {{version}}',
    newerText: 'Version {{current}} is in force for you. You can submit again after reading the new one.',
  },
  orders: {
    title: 'My orders',
    empty: 'No service orders yet',
    emptyText: 'Applications that you submit in the service market appear here.',
    id: 'Order number',
    service: 'Service',
    version: 'Agreement version',
    state: 'State',
    states: { in_force: 'In force', ended: 'Ended' },
    createdAt: 'Submitted at',
    effectiveAt: 'In force since',
  },
  mine: {
    title: 'My services',
    empty: 'No services yet',
    emptyText: 'Open Camera services in the service market and apply for Video cloud storage.',
    toMarket: 'Go to the service market',
    since: 'In force since {{date}}',
  },
};

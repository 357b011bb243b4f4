import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { firstSteps as zhCN } from '../zh-CN/first-steps.ts';

export const firstSteps: SameTexts<typeof zhCN> = {
  firstSteps: {
    title: 'From here to a product on sale',
    count: '{{done}} of {{all}} done',
    done: 'Done',
    agreement: {
      title: 'Sign the revenue share agreement',
      text: 'Read the agreement for video cloud storage and submit it. It takes effect at once.',
      go: 'Read the agreement',
    },
    product: {
      title: 'Create a product',
      text: 'Each model has one PID, to which all of its units belong.',
      go: 'Create a product',
    },
    licence: {
      title: 'Issue a device licence',
      text: 'Open the product, issue a licence (UUID and AuthKey) and burn it into your sample. One for each unit.',
      go: 'Open products',
    },
    pair: {
      title: 'Pair your sample',
      text: 'Open the app of the sample’s region on a phone, sign up, choose Add a camera, and let the sample scan the code.',
      app: 'App, {{region}}',
      code: 'Code of: {{app}}',
      here: 'Only this computer reaches the server, so a phone opens nothing by the code: follow the link and use the app here.',
    },
    wave: {
      title: 'Wave at the sample to have it verified',
      text: 'Add the product, choose the sample, and wave at its lens a few times. A good camera needs seconds.',
      go: 'Add product',
    },
    sell: {
      title: 'Put it on sale',
      text: 'The product is activated, in its debug stage. Open the service items, choose plans and end the debug stage; then owners can buy.',
      go: 'Open service items',
    },
  },
};

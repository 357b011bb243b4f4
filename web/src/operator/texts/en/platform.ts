import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { operator as zhCN } from '../zh-CN/platform.ts';

export const operator: SameTexts<typeof zhCN> = {
  operator: {
    menu: {
      console: 'Operations',
      platform: 'Platform',
    },
    regions: {
      title: 'Regions',
      text: 'Refreshed every 10 seconds. Devices and owners of a region that does not answer go on with what it knows.',
      well: 'Healthy',
      behind: 'Catching up',
      silent: 'No answer',
      silentTitle: 'This region does not answer',
      silentText:
        'Check that its server runs and that the control plane reaches its address. Waiting changes follow by themselves once it is back.',
      clockOff: 'Clock is wrong',
      clockAhead: 'The clock of a server is {{by}} ahead of the database',
      clockBehind: 'The clock of a server is {{by}} behind the database',
      clockText:
        'Kaitong goes by the time of the database, so devices and applications are not affected. Sign-ins, HTTPS certificates and logs go by the machine. Check that the server keeps its time (NTP), and that the machine of the database does.',
      certificateDoubtful: 'Certificate needs a look',
      noCertificate: 'A server has no HTTPS certificate that anybody trusts: browsers and cameras refuse it',
      oldCertificate: 'The HTTPS certificate of a server was not renewed; the present one ends on {{endsAt}}',
      certificateText:
        'Browsers and cameras refuse the server once it has ended. Orders are tried again by themselves, with growing pauses; after a restart within 15 minutes. More: the guide, “TLS”.',
      unknown: 'Unknown',
      devices: 'Devices',
      online: 'Online',
      subscriptions: 'Subscriptions in force',
      footage: 'Footage stored',
      storage: 'Free space',
      left: '{{free}}; uploads stop below {{least}}',
      full: 'Storage is full',
      fullTitle: 'The storage of this region is full',
      fullText:
        'Uploads are refused and runs wait; watching, deleting and signing in go on. Make room on the disk of the data folder, or lower KAITONG_LEAST_FREE; it goes on by itself.',
      judgeQueue: 'Waiting for the judge',
      decoder: 'Decoder',
      noDecoder: 'Not installed: products cannot be verified',
      pending: 'Changes waiting for the region',
      unreported: 'Orders and runs not reported yet',
      currency: 'Currency and settlement',
      mainland: '{{currency}}, mainland China, settled on payments',
      abroad: '{{currency}}, settled on US-dollar list prices',
      reconciled: 'Index and stored footage compared',
      neverReconciled: 'Not yet; once a day in the small hours (UTC)',
      reconciling: 'Going on',
      reconciliation:
        '{{objects}} objects compared: {{missing}} missing or damaged, {{orphaned}} left over, {{repaired}} repaired',
      unrepaired: '{{count}} not repaired',
      unrepairedText:
        'Either a disk or folder is not the right one, or the database was restored from a backup. What to do: the guide, “Footage compared”.',
      footageDiffers: 'Footage needs a look',
      reconcileNow: 'Compare now',
      reconcileAsked: 'The region compares its footage now',
      faults: 'The latest of them',
      fault: {
        missing: 'Missing',
        wrong_size: 'Other length',
        damaged: 'Damaged',
        orphaned: 'Left over',
      },
    },
  },
};

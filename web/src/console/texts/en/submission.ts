import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { submission as zhCN } from '../zh-CN/submission.ts';

export const submission: SameTexts<typeof zhCN> = {
  submission: {
    title: 'Submission package',
    about:
      'Certificate, findings, report of the extended test and signature of the firmware, as one file that the platform signs. Hand it to a customer or a test house; they check it without a network.',
    notYet: 'Once the product is activated, a package for customers and test houses is made here.',
    make: 'Make a package',
    certificate: 'Certificate',
    ofFirmware: 'firmware {{version}}',
    samples: {
      firmware: 'hardware with firmware of its own',
      browser: 'the sample was a browser’s camera: a demonstration',
      bridge: 'the sample was behind a bridge',
    },
    findings: 'Findings',
    findingsText: 'the warnings with which it passed, and their causes',
    test: 'Extended test',
    noTest: 'none: your account has not run the whole test with this firmware yet',
    release: 'Firmware',
    noRelease: 'none: this version was not released on the platform',
    asReleased: 'with its maker’s signature; the sample ran the image that was released',
    released: 'with its maker’s signature; the sample did not report which image it ran',
    otherImage: 'with its maker’s signature; beware: the sample reported another image than was released',
    sbom: 'SBOM (optional)',
    sbomHint: 'CycloneDX or SPDX as JSON, 2 MiB at most. It goes into the package only; the platform does not keep it.',
    download: 'Download the package',
    made: 'The package is made',
  },
};

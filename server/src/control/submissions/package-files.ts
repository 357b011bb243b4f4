import {
  type Conformance,
  LANGUAGES,
  type ShownWaiver,
  type SignedManifest,
  type Soak,
  SUBMISSION_CERTIFICATE,
} from '@kaitong/contract';
import { type Finding, groupFindings, groupText } from '@kaitong/contract/checks';
import { writeConformanceHtml, writeConformanceJunit, writeSoakJunit } from '@kaitong/contract/markup';
import type { Sbom } from './read-sbom.ts';
import { README } from './readme.ts';

export type PackedFile = { name: string; bytes: Uint8Array };

/** What a package is made of, as it lies in its rooms. */
export type Parts = {
  certificate: string;
  findings: readonly Finding[];
  release: (SignedManifest & { publicKeys: readonly string[] }) | null;
  test: Conformance | null;
  soak: Soak | null;
  waivers: readonly ShownWaiver[];
  sbom: Sbom | null;
};

/** Its files in the order of their names: of the same parts the same bytes. */
export function packageFiles({ certificate, findings, release, test, soak, waivers, sbom }: Parts): PackedFile[] {
  const texts: [name: string, text: string][] = [
    ['README.txt', README],
    [SUBMISSION_CERTIFICATE, certificate],
    [
      'findings.json',
      asJson({ findings, words: Object.fromEntries(LANGUAGES.map((one) => [one, inWords(findings, one)])) }),
    ],
    ...(release ? ([['firmware-release.json', asJson(release)]] as [string, string][]) : []),
    ...(test ? reportsOf(test) : []),
    ...(soak ? soakFiles(soak) : []),
    ...(waivers.length > 0 ? ([['waivers.json', asJson(waivers)]] as [string, string][]) : []),
  ];
  const files = texts.map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
  if (sbom) files.push({ name: SBOM_NAMES[sbom.kind.format], bytes: new Uint8Array(sbom.bytes) });
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As tools for either look for them. */
const SBOM_NAMES = { cyclonedx: 'sbom.cdx.json', spdx: 'sbom.spdx.json' } as const;

const reportsOf = (test: Conformance): [string, string][] => [
  ['extended-test.json', asJson(test)],
  ['extended-test.junit.xml', writeConformanceJunit(test, 'en')],
  ...LANGUAGES.map((language): [string, string] => [
    `extended-test.${language}.html`,
    writeConformanceHtml(test, language),
  ]),
];

const soakFiles = (soak: Soak): [string, string][] => [
  ['soak.json', asJson(soak)],
  ['soak.junit.xml', writeSoakJunit(soak, 'en')],
];

const inWords = (findings: readonly Finding[], language: (typeof LANGUAGES)[number]) =>
  groupFindings(findings).map((group) => {
    const { title, sentence, cause, fix } = groupText(group, language);
    return { code: group.finding.code, severity: group.finding.severity, title, sentence, cause, fix };
  });

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

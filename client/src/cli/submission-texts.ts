import { itemText, type Language, type ShownWaiver, type SubmissionManifest, verdictText } from '@kaitong/contract';
import type { SubmissionRefusal } from '@kaitong/judge';

type Texts = {
  refused: Record<SubmissionRefusal, (file: string) => string>;
  files: (n: number) => string;
  imageAsReleased: string;
  imageOther: string;
  release: (sha256: string) => string;
  noRelease: string;
  test: (outcome: string, deviceId: string, endedAt: string) => string;
  noTest: string;
  waived: (what: string, endsAt: string, reason: string) => string;
  waivedNoMore: (what: string, endsAt: string) => string;
  sbom: (format: string, version: string) => string;
  noSbom: string;
};

const en: Texts = {
  refused: {
    malformed: () => 'The file is damaged, or is no submission package: it has no signed manifest.',
    algorithm_not_accepted: () => 'The manifest names another algorithm than Ed25519, which is never to be believed.',
    key_unknown: () => 'None of the given keys signed the manifest. Is it another platform’s, or are the keys older?',
    signature_wrong: () => 'The manifest was changed after it was signed.',
    version_unknown: () => 'The manifest was signed by a later version of Kaitong; verify it with that one.',
    payload_invalid: () => 'What was signed is not a whole manifest.',
    file_missing: (file) => `The manifest names ${file}, which is not in the package.`,
    file_changed: (file) => `${file} is not as it was when the package was signed.`,
    file_unlisted: (file) => `${file} was put into the package after it was signed.`,
    certificate_wrong: () => 'The certificate inside does not verify, or is not the one that the manifest names.',
  },
  files: (n) => `Submission package: ${n} files, each as it was signed.`,
  imageAsReleased: 'Firmware image: the sample reported the one that its maker released.',
  imageOther: '! Firmware image: the sample reported another image than its maker released under this version.',
  release: (sha256) => `Firmware image as released: SHA-256 ${sha256}; the sample did not report which it ran.`,
  noRelease: 'No release of this firmware is at the platform.',
  test: (outcome, deviceId, endedAt) => `Extended test: ${outcome}, of device ${deviceId}, ended ${endedAt}.`,
  noTest: 'No whole extended test of this firmware is inside.',
  waived: (what, endsAt, reason) => `! Waived until ${endsAt}: ${what}: ${reason}`,
  waivedNoMore: (what, endsAt) => `! Waived no more since ${endsAt}: ${what}`,
  sbom: (format, version) => `SBOM: ${format} ${version}, as its maker gave it; nobody checked what it lists.`,
  noSbom: 'No SBOM is inside.',
};

const zh: Texts = {
  refused: {
    malformed: () => '文件已损坏，或不是送检包：里面没有签名清单。',
    algorithm_not_accepted: () => '清单写的签名算法不是 Ed25519，这样的清单一律不可信。',
    key_unknown: () => '所给的公钥都没有签过这份清单。它是否来自别的平台，或者公钥比清单更旧？',
    signature_wrong: () => '清单在签名之后被改动过。',
    version_unknown: () => '清单由更新版本的 Kaitong 签发，请用那个版本来校验。',
    payload_invalid: () => '签名的内容不是一份完整的清单。',
    file_missing: (file) => `清单里有 ${file}，但包里没有。`,
    file_changed: (file) => `${file} 与签名时不一致。`,
    file_unlisted: (file) => `${file} 是签名之后放进来的。`,
    certificate_wrong: () => '包里的证书校验不通过，或者不是清单所写的那一份。',
  },
  files: (n) => `送检包：${n} 个文件，均与签名时一致。`,
  imageAsReleased: '固件镜像：样机上报的就是厂商发布的镜像。',
  imageOther: '! 固件镜像：样机上报的镜像与厂商以此版本发布的不同。',
  release: (sha256) => `厂商发布的固件镜像：SHA-256 ${sha256}；样机未上报所运行的镜像。`,
  noRelease: '平台上没有此固件的发布版本。',
  test: (outcome, deviceId, endedAt) => `扩展测试：${outcome}，设备 ${deviceId}，结束于 ${endedAt}。`,
  noTest: '包内没有此固件的完整扩展测试。',
  waived: (what, endsAt, reason) => `! 豁免至 ${endsAt}：${what}：${reason}`,
  waivedNoMore: (what, endsAt) => `! 已于 ${endsAt} 不再豁免：${what}`,
  sbom: (format, version) => `SBOM：${format} ${version}，由厂商提供，内容未经核对。`,
  noSbom: '包内没有 SBOM。',
};

const texts: Record<Language, Texts> = { en, 'zh-CN': zh };
const FORMATS = { cyclonedx: 'CycloneDX', spdx: 'SPDX' } as const;

export const submissionRefusedText = (reason: SubmissionRefusal, file: string, language: Language): string =>
  texts[language].refused[reason](file);

/** What a package holds beside its certificate, and what it does not. */
export function submissionLines(manifest: SubmissionManifest, language: Language, now = Date.now()): string[] {
  const t = texts[language];
  const { files, extendedTest: test, sbom } = manifest;
  return [
    t.files(files.length),
    imageLine(manifest, t),
    test ? t.test(verdictText(test.outcome, language), test.deviceId, test.endedAt) : t.noTest,
    ...manifest.waivers.map((waiver) => waiverLine(waiver, language, now)),
    sbom ? t.sbom(FORMATS[sbom.format], sbom.version) : t.noSbom,
  ];
}

function waiverLine({ subject, reason, endsAt }: ShownWaiver, language: Language, now: number): string {
  const t = texts[language];
  const what = subject.kind === 'item' ? itemText(subject.code, language).title : subject.code;
  return Date.parse(endsAt) > now ? t.waived(what, endsAt, reason) : t.waivedNoMore(what, endsAt);
}

function imageLine({ firmware: { sha256, release } }: SubmissionManifest, t: Texts): string {
  if (!release) return t.noRelease;
  if (sha256 === null) return t.release(release.sha256);
  return sha256 === release.sha256 ? t.imageAsReleased : t.imageOther;
}

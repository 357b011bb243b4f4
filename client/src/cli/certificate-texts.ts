import type { CertificatePayload, Language, RevocationReason } from '@kaitong/contract';
import type { CertificateRefusal } from '@kaitong/judge';

/** Hardware with firmware of its own is what everybody expects. */
const samples = {
  firmware: { en: '', zh: '' },
  browser: { en: ', shown by a browser’s camera: nothing is sold by it', zh: '，由浏览器摄像头演示，不作为销售依据' },
  bridge: { en: ', by a bridge before another camera', zh: '，经桥接接入的其他摄像机' },
} as const;

type Texts = {
  refused: Record<CertificateRefusal, string>;
  facts: (payload: CertificatePayload) => string[];
  revoked: (at: string, reason: RevocationReason) => string;
  notRevoked: (asOf: string) => string;
  notChecked: string;
  page: (url: string) => string;
  otherIssuer: string;
  listOlder: string;
  listRefused: Record<CertificateRefusal, string>;
};

const en: Texts = {
  refused: {
    malformed: 'The file holds no certificate.',
    algorithm_not_accepted: 'It names another algorithm than Ed25519; such a certificate is never to be believed.',
    key_unknown: 'None of the given keys signed it. Is it from another platform, or are the keys older than it?',
    signature_wrong: 'It was changed after it was signed.',
    version_unknown: 'It was signed by a later version of Kaitong; take that version to check it.',
    payload_invalid: 'What was signed is not a whole certificate.',
  },
  facts: (shown) => [
    `PID ${shown.pid}, device ${shown.deviceId}, firmware ${shown.firmware}${shown.firmwareSha256 ? ` (SHA-256 ${shown.firmwareSha256})` : ''}${samples[shown.sample ?? 'firmware'].en}`,
    `judged ${shown.judgedAt} by ${shown.issuer}, rules ${shown.rules}, decoded by ${shown.level2}: ${shown.objects.length} objects, ${shown.warnings.length} warnings`,
    ...shown.warnings.map(({ code, measured }) => `! ${code}${measured === null ? '' : `: ${measured}`}`),
  ],
  revoked: (at, reason) =>
    `Revoked ${at}: ${reason === 'activation_undone' ? 'the product’s activation was undone' : 'the product’s activation was suspended'}.`,
  notRevoked: (asOf) => `Not revoked as of ${asOf}.`,
  notChecked:
    'Not checked: whether it was revoked since. A certificate alone cannot say so. Give --revocations FILE with a copy of the platform’s list, or set KAITONG_URL and leave --keys out to ask the platform.',
  page: (url) => `For everybody: ${url}`,
  otherIssuer: 'Not checked: whether it was revoked. The list is another platform’s.',
  listOlder: 'Not checked: whether it was revoked. The list is older than the certificate; fetch it anew.',
  listRefused: {
    malformed: 'The file of --revocations holds no list of revocations.',
    algorithm_not_accepted: 'The list of revocations names another algorithm than Ed25519.',
    key_unknown: 'None of the given keys signed the list of revocations; fetch the keys anew.',
    signature_wrong: 'The list of revocations was changed after it was signed.',
    version_unknown: 'The list of revocations was signed by a later version of Kaitong.',
    payload_invalid: 'What was signed is not a whole list of revocations.',
  },
};

const zh: Texts = {
  refused: {
    malformed: '文件里没有证书。',
    algorithm_not_accepted: '证书写的签名算法不是 Ed25519，这样的证书一律不可信。',
    key_unknown: '所给的公钥都没有签过这份证书。它是否来自别的平台，或者公钥比证书更旧？',
    signature_wrong: '证书在签名之后被改动过。',
    version_unknown: '证书由更新版本的 Kaitong 签发，请用那个版本来校验。',
    payload_invalid: '签名的内容不是一份完整的证书。',
  },
  facts: (shown) => [
    `PID ${shown.pid}，设备 ${shown.deviceId}，固件 ${shown.firmware}${shown.firmwareSha256 ? `（SHA-256 ${shown.firmwareSha256}）` : ''}${samples[shown.sample ?? 'firmware'].zh}`,
    `由 ${shown.issuer} 于 ${shown.judgedAt} 验证，规则版本 ${shown.rules}，解码器 ${shown.level2}：${shown.objects.length} 个对象，${shown.warnings.length} 条警告`,
    ...shown.warnings.map(({ code, measured }) => `! ${code}${measured === null ? '' : `：${measured}`}`),
  ],
  revoked: (at, reason) =>
    `已于 ${at} 吊销：${reason === 'activation_undone' ? '产品的开通已撤销' : '产品的开通已暂停'}。`,
  notRevoked: (asOf) => `截至 ${asOf} 未被吊销。`,
  notChecked:
    '未检查：证书之后是否被吊销。仅凭证书本身无法得知。请用 --revocations 文件 给出平台吊销列表的副本，或设置 KAITONG_URL 且不带 --keys，直接向平台查询。',
  page: (url) => `公开页面：${url}`,
  otherIssuer: '未检查：是否被吊销。该列表属于别的平台。',
  listOlder: '未检查：是否被吊销。列表比证书更旧，请重新下载。',
  listRefused: {
    malformed: '--revocations 的文件里没有吊销列表。',
    algorithm_not_accepted: '吊销列表写的签名算法不是 Ed25519。',
    key_unknown: '所给的公钥都没有签过这份吊销列表，请重新下载公钥。',
    signature_wrong: '吊销列表在签名之后被改动过。',
    version_unknown: '吊销列表由更新版本的 Kaitong 签发。',
    payload_invalid: '签名的内容不是一份完整的吊销列表。',
  },
};

export const certificateTexts: Record<Language, Texts> = { 'zh-CN': zh, en };

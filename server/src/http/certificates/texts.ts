import type { Language, RevocationReason, SampleKind } from '@kaitong/contract';

export type PageTexts = {
  title: string;
  valid: string;
  /** {at} */
  validText: string;
  replaced: string;
  /** {at} */
  replacedText: string;
  revoked: string;
  /** {at} */
  revokedText: Record<RevocationReason, string>;
  /** {at} */
  newer: string;
  pid: string;
  device: string;
  firmware: string;
  image: string;
  imageUnknown: string;
  sample: string;
  samples: Record<SampleKind, string>;
  sampleUnknown: string;
  judgedAt: string;
  issuedAt: string;
  issuer: string;
  shown: string;
  segments: string;
  length: string;
  seconds: string;
  bytes: string;
  picture: string;
  shownNote: string;
  rules: string;
  rulesVersion: string;
  level2: string;
  level2Text: string;
  warnings: string;
  noWarnings: string;
  waivers: string;
  ofTest: string;
  waiversNote: string;
  /** {at} */
  waivedUntil: string;
  warning: string;
  verify: string;
  verifyText: string;
  verifyNote: string;
  file: string;
  keys: string;
  revocations: string;
  json: string;
  about: string;
};

export const pageTexts: Record<Language, PageTexts> = {
  'zh-CN': {
    title: '验证证书',
    valid: '有效',
    validText: '截至 {at}，此证书未被吊销，也是该产品最新的证书。',
    replaced: '不是最新',
    replacedText: '截至 {at}，此证书未被吊销，但该产品已有更新的证书。',
    revoked: '已吊销',
    revokedText: {
      activation_undone: '自 {at} 起不再有效：产品的开通已撤销。',
      activation_suspended: '自 {at} 起不再有效：产品的开通已被平台暂停。',
    },
    newer: '该产品最新的证书签发于 {at}。',
    pid: 'PID',
    device: '样机的设备 ID',
    firmware: '固件版本',
    image: '固件镜像 SHA-256',
    imageUnknown: '设备未上报',
    sample: '样机',
    samples: {
      firmware: '运行自有固件的硬件',
      browser: '浏览器摄像头，不是硬件：仅为演示，该产品不能据此销售',
      bridge: '经桥接接入的摄像机：上传由桥接程序完成，不是摄像机自己的固件',
    },
    sampleUnknown: '证书未写明（旧版证书仅针对硬件）',
    judgedAt: '判定时间',
    issuedAt: '签发时间',
    issuer: '签发平台',
    shown: '验证了什么',
    segments: '视频分片',
    length: '时长',
    seconds: '{n} 秒',
    bytes: '上传总量',
    picture: '视频编码',
    shownNote:
      '证书证明：该产品的一台样机用上述固件，为本次验证上传了这些数据，并通过了下列规则。画面内容不在证明范围内。',
    rules: '按什么规则',
    rulesVersion: '规则版本',
    level2: '解码检查',
    level2Text: '{engine}，画面和声音均已解码',
    warnings: '建议项',
    noWarnings: '没有建议项。',
    waivers: '豁免',
    ofTest: '扩展测试：',
    waiversNote: '平台运营方在期限内豁免了以下问题：问题仍在，判定结果不变，到期后不再豁免。',
    waivedUntil: '豁免至 {at}',
    warning: '建议',
    verify: '自行校验，无需信任本页',
    verifyText: '证书是平台签名的文件（JWS，Ed25519）。下载证书、公钥和吊销列表后，以下命令不联网即可校验：',
    verifyNote: '本页链接末尾就是证书文件的 SHA-256。公钥和吊销列表请从签发平台获取。',
    file: '下载证书',
    keys: '公钥',
    revocations: '吊销列表',
    json: '以 JSON 格式读取',
    about: '此页面由平台根据证书生成，只读，无需登录。',
  },
  en: {
    title: 'Certificate',
    valid: 'Valid',
    validText: 'As of {at} it is not revoked, and it is the newest certificate of this product.',
    replaced: 'Not the newest',
    replacedText: 'As of {at} it is not revoked, but the product has a newer certificate.',
    revoked: 'Revoked',
    revokedText: {
      activation_undone: 'It does not count since {at}: the product’s activation was undone.',
      activation_suspended: 'It does not count since {at}: the platform suspended the product’s activation.',
    },
    newer: 'The newest certificate of this product was issued on {at}.',
    pid: 'PID',
    device: 'Device id of the sample',
    firmware: 'Firmware',
    image: 'SHA-256 of the image',
    imageUnknown: 'not reported by the device',
    sample: 'Sample',
    samples: {
      firmware: 'hardware with firmware of its own',
      browser: 'a browser’s camera, not hardware: a demonstration, by which the product cannot be sold',
      bridge: 'a camera behind a bridge: the bridge made the uploads, not the camera’s own firmware',
    },
    sampleUnknown: 'not named (certificates of that version are of hardware only)',
    judgedAt: 'Judged',
    issuedAt: 'Issued',
    issuer: 'Issued by',
    shown: 'What was shown',
    segments: 'Video segments',
    length: 'Length',
    seconds: '{n} s',
    bytes: 'Uploaded',
    picture: 'Video coding',
    shownNote:
      'It attests that a sample of this product, with this firmware, uploaded these bytes for this verification, and that they passed the rules below. It says nothing about what the pictures show.',
    rules: 'By which rules',
    rulesVersion: 'Version of the rules',
    level2: 'Decoding',
    level2Text: '{engine}; pictures and sound were decoded',
    warnings: 'Warnings',
    noWarnings: 'No warnings.',
    waivers: 'Waivers',
    ofTest: 'Extended test: ',
    waiversNote:
      'The operator of the platform waives these for some time: the flaw is still there, no verdict changes, and it counts again after that.',
    waivedUntil: 'Waived until {at}',
    warning: 'Advice',
    verify: 'Verify it without this page',
    verifyText:
      'A certificate is a file that the platform signed (JWS, Ed25519). With certificate, keys and revocation list on your disk, the last line needs no network:',
    verifyNote:
      'The end of this page’s address is the SHA-256 of the certificate file. Take keys and revocation list from the platform that issued it.',
    file: 'Download the certificate',
    keys: 'Keys',
    revocations: 'Revocation list',
    json: 'Read this as JSON',
    about: 'The platform made this page from the certificate. It is read-only and needs no sign-in.',
  },
};

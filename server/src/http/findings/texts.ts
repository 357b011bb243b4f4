import type { ApplicationState, Language } from '@kaitong/contract';

export type PageTexts = {
  title: string;
  testTitle: string;
  comparedTests: string;
  beforeTest: string;
  evidence: string;
  seen: string;
  device: string;
  firmware: string;
  rules: string;
  endedAt: string;
  expiresAt: string;
  states: Record<ApplicationState, string>;
  preflight: string;
  compared: string;
  before: string;
  gone: string;
  added: string;
  stays: string;
  none: string;
  error: string;
  warning: string;
  code: string;
  measured: string;
  expected: string;
  place: string;
  cause: string;
  fix: string;
  follows: string;
  headers: string;
  headersOf: string;
  clip: string;
  field: string;
  at: string;
  found: string;
  due: string;
  later: string;
  elsewhere: string;
  footage: string;
  snapshot: string;
  download: string;
  footageNote: string;
  json: string;
  about: string;
  withoutPictures: string;
};

export const pageTexts: Record<Language, PageTexts> = {
  'zh-CN': {
    title: '检测结果',
    testTitle: '扩展测试结果',
    comparedTests: '与上一次扩展测试相比',
    beforeTest: '上一次测试',
    evidence: '证据',
    seen: '观察到',
    device: '设备 ID',
    firmware: '固件版本',
    rules: '规则版本',
    endedAt: '结束时间',
    expiresAt: '链接有效至',
    states: {
      verifying: '验证中',
      approved: '审核通过',
      rejected: '审核不通过',
      cancelled: '已取消',
      refused: '校验未通过',
    },
    preflight: '以下来自上传测试的测试视频：设备尚未上传用于验证的视频。',
    compared: '与上一次验证相比',
    before: '上一次验证',
    gone: '已消失',
    added: '新出现',
    stays: '仍存在',
    none: '没有发现问题。',
    error: '错误',
    warning: '建议',
    code: '检测项',
    measured: '实测',
    expected: '应为',
    place: '位置',
    cause: '可能原因',
    fix: '修改方法',
    follows: '修好后随之消失',
    headers: '该处的头部字段',
    headersOf: '对象 {n}',
    clip: '整段视频',
    field: '字段',
    at: '字节',
    found: '实际值',
    due: '应为',
    later: '目前是对的；改好其他字段后变为 {value}',
    elsewhere: '来自样本描述或更早的对象',
    footage: '画面',
    snapshot: '抓拍图',
    download: '下载验证视频（设备上传的原始数据，已解密）',
    footageNote: '发送方附上了画面；视频由平台删除后，这里也不再提供。',
    json: '以 JSON 格式读取',
    about: '此页面由设备厂商生成，只读，打开时间和大致网络会告知厂商。',
    withoutPictures: '页面只含检测结果和头部字段，不含编码后的画面与声音数据。',
  },
  en: {
    title: 'What was found',
    testTitle: 'What an extended test found',
    comparedTests: 'Compared with the extended test before',
    beforeTest: 'Test before',
    evidence: 'Evidence',
    seen: 'What was seen',
    device: 'Device id',
    firmware: 'Firmware',
    rules: 'Version of the rules',
    endedAt: 'Ended',
    expiresAt: 'Address valid until',
    states: {
      verifying: 'Verifying',
      approved: 'Approved',
      rejected: 'Not approved',
      cancelled: 'Cancelled',
      refused: 'Refused by the checks',
    },
    preflight:
      'This is of the clip of an upload test: the device has not uploaded the clip that is to be verified yet.',
    compared: 'Compared with the attempt before',
    before: 'Attempt before',
    gone: 'Gone',
    added: 'New',
    stays: 'Still there',
    none: 'Nothing is wrong.',
    error: 'Error',
    warning: 'Advice',
    code: 'Check',
    measured: 'Measured',
    expected: 'Expected',
    place: 'Where',
    cause: 'Likely cause',
    fix: 'What to change',
    follows: 'Goes away with it',
    headers: 'Header fields around the place',
    headersOf: 'object {n}',
    clip: 'the whole clip',
    field: 'Field',
    at: 'Bytes',
    found: 'Found',
    due: 'Expected',
    later: 'right as it stands; {value} once the others are changed',
    elsewhere: 'from the sample entry or an earlier object',
    footage: 'Pictures',
    snapshot: 'Snapshot',
    download: 'Download the clip (as the device sent it, decrypted)',
    footageNote: 'Whoever sent this added the pictures; they go when the platform deletes the clip.',
    json: 'Read this as JSON',
    about:
      'The device’s maker made this page. It is read-only, and the maker sees when and from which network, roughly, it was opened.',
    withoutPictures: 'It holds what was found and header fields, and no coded picture or sound.',
  },
};

import { type Language, type ProblemCode, problems, problemText } from '@kaitong/contract';
import type { DeviceProblem, LocalCode } from '@kaitong/device';
import type { Behaviour } from './config.ts';
import type { UnitState } from './unit.ts';

type Texts = {
  title: string;
  intro: string;
  wave: string;
  waving: string;
  mayUpload: string;
  mayRecord: string;
  firmware: string;
  region: string;
  uploaded: string;
  notUploaded: string;
  /** What was recorded is nobody's: neither verified nor paid for. */
  tooEarly: string;
  unpairedHelp: string;
  pairingText: string;
  pair: string;
  fix: string;
  fixing: string;
  fixed: string;
  copied: string;
  copy: string;
  noAnswer: string;
  states: Record<UnitState, string>;
  behaviours: Record<Behaviour, string>;
  problems: Record<LocalCode, string>;
};

export const texts: Record<Language, Texts> = {
  'zh-CN': {
    title: '虚拟样机室',
    intro: '这些虚拟摄像机只通过公开的设备协议与平台通信。验证开始后，请点“挥手”。',
    wave: '挥手',
    waving: '正在录像…',
    mayUpload: '已获上传权限，请挥手',
    mayRecord: '云存储有效，有动静就录像',
    firmware: '固件',
    region: '区域',
    uploaded: '已上传事件 {event}',
    notUploaded: '未上传：{problem}',
    tooEarly:
      '未上传：没有进行中的验证，用户也没有购买云存储。请在控制台新增产品，选择这台设备，等这里提示“请挥手”再挥手。',
    unpairedHelp: '未配网。请在 App 中添加摄像机，把配网文本粘贴到这里。',
    pairingText: '配网文本',
    pair: '配网',
    fix: '修复固件',
    fixing: '正在升级…',
    fixed: '固件已升级到 {firmware}，故障已修复',
    copied: '已复制',
    copy: '复制设备 ID',
    noAnswer: '样机室没有应答，可能已停止。请查看运行 npm start 的终端。',
    states: { unpaired: '未配网', connecting: '连接中', online: '在线', offline: '离线', dormant: '休眠' },
    behaviours: {
      'good-ts': '正常：MPEG-TS，H.264，AES-128',
      'good-h265': '正常：fMP4，H.265，AES-128',
      encrypted: '正常：fMP4，H.264，AES-128',
      'already-activated': '所属产品已开通',
      'not-mine': '属于其他厂商的产品',
      offline: '已配网，未通电',
      'broken-upload': '故障：第一帧不是关键帧',
    },
    problems: {
      unreachable: '连接不上平台，正在重试',
      answer_invalid: '平台的应答不符合协议',
      store_refused: '存储拒绝了上传',
      authority_wrong: '服务器的证书与配网码所说的不符',
      stopped: '上传权限已收回，录像中止',
      camera_failed: '虚拟摄像机自身出错',
      not_granted: '目前没有云存储录像权限',
      spool_full: '本地缓存已满，最早的录像已丢弃',
    },
  },
  en: {
    title: 'Virtual room',
    intro:
      'These virtual cameras talk to the platform by the public device protocol only. Once a verification runs, wave.',
    wave: 'Wave',
    waving: 'Recording…',
    mayUpload: 'May upload: wave now',
    mayRecord: 'Has cloud storage: records what moves',
    firmware: 'Firmware',
    region: 'Region',
    uploaded: 'Uploaded event {event}',
    notUploaded: 'Not uploaded: {problem}',
    tooEarly:
      'Not uploaded: no verification is under way, and its owner has not bought cloud storage. Add the product in the console, choose this device, and wave when it says so here.',
    unpairedHelp: 'Not paired. Add a camera in the app and paste the pairing text here.',
    pairingText: 'Pairing text',
    pair: 'Pair',
    fix: 'Fix the firmware',
    fixing: 'Updating…',
    fixed: 'Updated to {firmware}: the fault is fixed',
    copied: 'Copied',
    copy: 'Copy device ID',
    noAnswer: 'The room does not answer; it may have stopped. Look at the terminal that runs npm start.',
    states: {
      unpaired: 'Not paired',
      connecting: 'Connecting',
      online: 'Online',
      offline: 'Offline',
      dormant: 'Asleep',
    },
    behaviours: {
      'good-ts': 'Good: MPEG-TS, H.264, AES-128',
      'good-h265': 'Good: fMP4, H.265, AES-128',
      encrypted: 'Good: fMP4, H.264, AES-128',
      'already-activated': 'Its product is activated',
      'not-mine': 'Another maker’s product',
      offline: 'Paired, without power',
      'broken-upload': 'Broken: first frame is not a key frame',
    },
    problems: {
      unreachable: 'The platform cannot be reached; trying again',
      answer_invalid: 'The platform’s answer does not follow the protocol',
      store_refused: 'The store refused the upload',
      authority_wrong: 'The server’s certificate is not the one that the pairing code names',
      stopped: 'The permission to upload ended during the recording',
      camera_failed: 'The virtual camera itself failed',
      not_granted: 'Nothing may be recorded to the cloud now',
      spool_full: 'The local store is full; the oldest footage was dropped',
    },
  },
};

/** What a camera's problem is called. */
export function titleOf(code: DeviceProblem['code'], language: Language): string {
  return isPlatformCode(code) ? problemText(code, {}, language).title : texts[language].problems[code];
}

const isPlatformCode = (code: DeviceProblem['code']): code is ProblemCode => Object.hasOwn(problems, code);

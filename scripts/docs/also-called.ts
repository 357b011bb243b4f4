// What people type when they look for a check, where the check's own texts have another word for it.
import type { Language } from '@kaitong/contract';
import type { CheckCode } from '@kaitong/contract/checks';

export const alsoCalled: Record<Language, Partial<Record<CheckCode, readonly string[]>>> = {
  en: {
    'enc.key': ['decryption fails', 'wrong AES key'],
    'mp4.moov_at_end': ['fast start', 'moov atom'],
    'picture.black': ['black screen', 'black video'],
    'picture.no_motion': ['frozen picture', 'no motion detected'],
    'time.clock': ['NTP', 'wrong date'],
    'video.first_not_key': ['first frame', 'I-frame', 'IDR'],
    'video.gop': ['key frame interval', 'GOP length'],
    'video.param_sets': ['SPS PPS missing'],
  },
  'zh-CN': {
    'enc.key': ['解密失败', 'AES 密钥错误'],
    'mp4.moov_at_end': ['moov 在末尾', 'fast start'],
    'picture.black': ['黑屏'],
    'picture.no_motion': ['画面静止', '画面卡住'],
    'time.clock': ['时间不准', 'NTP 校时'],
    'video.first_not_key': ['首帧', '首帧不是 I 帧', 'IDR'],
    'video.gop': ['关键帧间隔', 'I 帧间隔'],
    'video.param_sets': ['缺少 SPS', '缺少 PPS'],
  },
};

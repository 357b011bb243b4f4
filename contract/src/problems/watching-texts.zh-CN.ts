import type { ProblemTexts } from './fill-text.ts';

/** 观看录像，以及谁可以看。 */
export const watching = {
  footage_gone: { title: '录像已不存在', remedy: '录像已删除或超过保存期限。' },
  footage_unfinished: { title: '录像尚未完成', remedy: '设备还在上传，完成后即可下载；现在可以先观看。' },
  footage_without_video: { title: '此事件没有视频', remedy: '设备只上传了一张图片。' },
  keep_quota_exceeded: {
    title: '长期保留的空间不够了',
    remedy:
      '这台摄像机已用 {used} MB，共 {quota} MB；这次还需要 {needed} MB。请先腾出空间、改为下载，或选择保留空间更大的套餐。',
  },
  keep_unpaid: {
    title: '这台摄像机没有云存储服务，不能再保留录像',
    remedy: '已保留的录像在到期日之前不受影响。请续费，或下载这段录像。',
  },
  keep_too_late: { title: '已经来不及保留', remedy: '这段录像将在一小时内删除，请立即下载。' },
  keep_unfinished: { title: '这段录像还没有录完', remedy: '摄像机上传完成后即可保留，请稍后再试。' },
  cut_empty: { title: '这段时间没有录像', remedy: '请选择有录像的时间段，时间轴上可以看到。' },
  cut_too_large: {
    title: '这段录像太大',
    remedy: '一次最多截取 {hours} 小时、{gigabytes} GB，请缩短范围或分几次截取。',
  },
  cut_not_for_link: {
    title: '这段录像不能用链接分享',
    remedy: '此摄像机把每段录像作为一个文件上传。请下载这段录像，或逐个事件分享。',
  },
  playback_ended: { title: '播放已结束', remedy: '播放会话已过期或被终止，请重新打开录像。' },
  share_ended: { title: '分享链接已失效', remedy: '链接已过期或被分享者撤销，请联系分享者重新分享。' },
  share_pin_needed: { title: '打开链接需要密码', remedy: '请向分享者索取密码，并在浏览器中打开链接。' },
  share_pin_wrong: { title: '密码不正确', remedy: '请核对后重新输入。再输错 {left} 次，链接将暂停使用。' },
  share_paused: { title: '分享链接已暂停', remedy: '密码输错次数过多。分享者已收到通知，可以恢复链接。' },
  conversion_unavailable: {
    title: '服务器暂时无法转换视频',
    remedy: '此浏览器不支持 H.265。请用支持 H.265 的浏览器观看，或下载后播放。',
  },
  conversion_queued: { title: '视频正在准备中', remedy: '前面还有 {before} 段要转换，请在 {seconds} 秒后重试。' },
  share_conversions_exceeded: {
    title: '此链接暂时不能再转换视频',
    remedy: '请在 {seconds} 秒后重试，或用支持 H.265 的浏览器观看。',
  },
  household_invitation_ended: {
    title: '邀请已失效',
    remedy: '邀请链接 24 小时内有效，只能使用一次。请让对方重新邀请。',
  },
  household_invitation_own: {
    title: '这是您自己发出的邀请',
    remedy: '请把链接发给要邀请的人，由对方登录自己的账号后打开。',
  },
  household_full: {
    title: '该家庭已有 {n} 位成员',
    remedy: '已达上限。主人移除一位成员后，此链接在 24 小时内仍可使用。',
  },
  household_right_missing: {
    title: '这台摄像机的主人没有允许您这样做',
    remedy: '请联系主人：部分权限可以在“家庭成员”中开通，其余只有主人本人可以操作。',
  },
  storage_unavailable: {
    title: '暂时连不上存放录像的对象存储',
    remedy: '已确认的内容不会丢失，请在 {seconds} 秒后重试。若一直如此，请告诉运营方对象存储没有响应。',
  },
} satisfies Partial<ProblemTexts>;

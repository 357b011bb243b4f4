import type { ChecksTexts } from '../../texts.ts';

/** Of the course of an upload, and what was seen before. */
export const flow = {
  replay: {
    title: '不是本次录制的视频',
    sentence: '视频不属于本次验证：{measured}。',
    cause: '重复上传了以前的缓冲区或文件。',
    fix: '收到上传权限后，由设备自己检测到移动，重新录制并上传。',
  },
  'flow.offline_in_upload': {
    title: '上传途中掉线',
    sentence: '从打开事件到关闭事件之间，设备曾经掉线。',
    cause: '设备断电、重启或断网；电池设备可能在上传完成前就进入了休眠。',
    fix: '查看设备日志在这一时刻是否重启或断网；电池设备要等事件关闭成功后再休眠。',
  },
  'flow.event_not_closed': {
    title: '事件没有关闭',
    sentence: '上传结束后，设备没有关闭事件。',
    cause: '固件漏掉了关闭步骤，或在关闭前进入了休眠。',
    fix: '最后一个对象确认后调用关闭事件；电池设备要等关闭成功再休眠。',
  },
  'flow.segment_missing': {
    title: '缺少对象',
    sentence:
      '[one?事件里的 {measured} 号对象始终没有收到。|事件里序号为 {measured} 的对象（视频分片或抓拍图）始终没有收到。][arrived?已收到：{arrived}。|][asked?设备为 {asked} 号申请过上传地址，但之后没有提交。|][unasked?设备没有为它申请过上传地址。|][joined?前后的视频衔接完整，中间没有空缺。|][holeMs?前后的视频在此处相隔 {holeMs}。|]',
    cause: '[asked?PUT 或提交失败后没有重试。|某个对象上传失败后没有重传，或把不存在的对象也编了号。]',
    fix: '按序号逐个上传；失败时重传同一个对象，不要跳过。[joined?如果视频并没有缺失，请在对象真正产生之后再编号，关闭事件时的对象数也一样。|]',
  },
  'flow.commit_before_put': {
    title: '上传完成前就提交',
    sentence: '对象 {object} 还没有上传完，设备就已提交。',
    cause: '没有等待 PUT 的返回结果。',
    fix: 'PUT 返回成功后再提交。',
  },
  'flow.upload_after_end': {
    title: '权限结束后仍在上传',
    sentence: '上传权限结束后，设备仍在上传对象 {object}；这些数据不会被采用。',
    cause: '设备没有处理权限结束的通知。',
    fix: '收到结束通知或被拒绝后，停止上传并清空队列。',
  },
  'flow.token_expired': {
    title: '上传途中令牌过期',
    sentence: '上传途中设备令牌已过期，后面的请求被拒绝。',
    cause: '设备没有在到期前更换令牌。',
    fix: '在到期前换取新令牌，然后继续上传未完成的对象。',
  },
  'flow.event_too_long': {
    title: '事件过长',
    sentence: '事件达到 {measured}，上限是 {limit}。',
    cause: '设备没有看 maxFootageMs，或者持续有移动时没有切分事件。',
    fix: '视频达到 maxFootageMs（没有给出时是 5 分钟）就关闭事件，需要时再打开新的事件。',
  },
  'flow.no_pre_record': {
    title: '没有预录',
    sentence: '第一个分片里触发之前的内容只有 {measured}，至少应有 {limit}。',
    cause: '没有启用环形缓冲区，或触发时没有带上它。',
    fix: '保留最近几秒的视频，事件开始时一并写进第一个分片。',
  },
} satisfies ChecksTexts;

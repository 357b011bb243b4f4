import type { ProblemTexts } from './texts.ts';

// The titles of pid_already_activated, pid_not_in_account and device_offline are the original's, to the letter.
export const zhCN: ProblemTexts = {
  run_limit_reached: {
    title: '该设备今天的验证次数已用完',
    remedy: '每台设备每天最多验证 {limit} 次。请明天再试，或换一台同型号的样机。',
  },
  agreement_not_in_force: {
    title: '分成协议尚未生效',
    remedy: '请先在服务市场提交“视频云存储”的申请，协议会立即生效。',
  },
  device_unknown: {
    title: '未找到该设备',
    remedy: '各区域均没有这个设备 ID。请在 App 的设备信息中核对；重新配网后设备 ID 会改变。',
  },
  region_unreachable: {
    title: '{region} 区域没有应答',
    remedy: '已应答的区域没有这台设备，它可能在 {region}。请几分钟后再试。',
  },
  pid_not_in_account: {
    title: '设备所属PID不属于当前开发者账号',
    remedy: '请用该 PID 所在的账号登录，或请对方在授权管理中授权给您。',
  },
  pid_already_activated: { title: '设备所属PID已开通服务', remedy: '该产品无需再次开通，可在“服务商品”中查看。' },
  run_in_progress: {
    title: '该产品正在验证中',
    remedy: '同一产品或设备同时只能进行一次验证。请打开进行中的申请，或等它结束。',
  },
  device_offline: { title: '设备不在线', remedy: '请确认设备已通电并连上网络，App 中显示在线后再试。' },
  older_firmware_in_field: {
    title: '已出货的设备中有更旧的固件',
    remedy:
      '该产品有 {share}% 的设备固件低于样机的 {firmware}，它们可能无法上传云存储视频。请先发布升级，或确认后继续。',
  },
  judge_unavailable: {
    title: '服务器暂时无法解码视频',
    remedy: '缺少解码组件，无法给出可信的结论，因此没有开始验证。请联系平台运营方安装 FFmpeg 组件。',
  },
  grant_not_acknowledged: {
    title: '设备没有应答',
    remedy: '设备在线，但 {seconds} 秒内没有确认上传权限。请检查固件是否处理 grant 指令并回复。',
  },
  grant_refused: { title: '设备拒绝了上传权限', remedy: '设备回复：{reason}。请检查固件对 grant 指令的处理。' },
  no_event: {
    title: '没有等到事件',
    remedy: '设备确认了上传权限，但没有上报事件。请开启移动侦测（全天、高灵敏度），在镜头前 30–100 厘米处挥手后再试。',
  },
  upload_incomplete: {
    title: '视频没有传完',
    remedy: '事件打开后 {seconds} 秒内没有收到完整视频。请检查设备的上行网络，以及每个分片上传后是否提交（commit）。',
  },
  upload_refused: { title: '上传被拒绝', remedy: '设备上传时被拒绝：{reason}。请按设备协议文档检查该步骤。' },
  clip_rejected: { title: '视频未通过验证', remedy: '请按下方检测项修改固件后重新验证。' },
  precondition_changed: {
    title: '开通条件在验证期间发生了变化',
    remedy: '产品归属、分成协议、设备配网关系或固件版本在验证期间发生了变化。请确认后重新申请。',
  },
  application_ended: { title: '该申请已经结束', remedy: '当前状态：{state}。' },
  application_cancelled: { title: '申请已取消', remedy: '上传权限已收回，产品未开通。可随时重新申请。' },
  pairing_token_invalid: {
    title: '配网码无效或已过期',
    remedy: '请在 App 中重新生成配网码，10 分钟内有效，只能用一次。',
  },
  licence_unknown: { title: '设备授权码不存在', remedy: '请核对烧录的 UUID，是否为该平台签发。' },
  licence_proof_wrong: {
    title: 'AuthKey 校验失败',
    remedy: '证明应为 HMAC-SHA256(AuthKey, 配网码 + "." + UUID) 的十六进制。请核对烧录的 AuthKey。',
  },
  already_bound: { title: '设备已被绑定', remedy: '请先由原账号在 App 中移除该设备。' },
  challenge_expired: { title: '挑战值已过期', remedy: '请重新获取挑战值，60 秒内使用。' },
  device_proof_wrong: { title: '设备密钥校验失败', remedy: '证明应为 HMAC-SHA256(设备密钥, 挑战值) 的十六进制。' },
  device_token_invalid: { title: '设备令牌无效或已过期', remedy: '请用设备密钥换取新令牌。' },
  no_grant: { title: '设备没有上传权限', remedy: '没有有效的验证或云存储服务，不接受上传。' },
  grant_ended: { title: '上传权限已结束', remedy: '这次验证已经结束，之后的上传不会被接受。' },
  grant_used: { title: '这次验证已有事件', remedy: '一次验证只接受一个事件，请继续上传已打开的事件。' },
  nonce_wrong: { title: '验证随机数不匹配', remedy: '打开事件时请带上本次 grant 指令中的 nonce。' },
  event_unknown: { title: '事件不存在', remedy: '请核对事件 ID。' },
  event_closed: { title: '事件已关闭', remedy: '关闭后的事件不再接受分片。' },
  event_expired: { title: '事件时间过早', remedy: '事件开始时间距今超过 {days} 天，不再接收。' },
  event_conflict: { title: '事件声明前后不一致', remedy: '同一个设备事件 ID 再次打开时，声明必须相同。' },
  object_unknown: { title: '分片不存在', remedy: '请先声明该分片，再提交。' },
  object_conflict: { title: '分片声明前后不一致', remedy: '同一序号已用不同的大小或哈希声明过。' },
  object_not_stored: { title: '分片尚未上传', remedy: '请先把字节 PUT 到上传地址，成功后再提交。' },
  object_too_large: { title: '分片过大', remedy: '单个分片最大 {limit} 字节。' },
  footage_limit_reached: {
    title: '已达到验证所需的视频时长',
    remedy: '一次验证最多接收 {seconds} 秒视频，请关闭事件。',
  },
  upload_target_invalid: { title: '上传地址无效', remedy: '请使用平台返回的完整地址和请求头。' },
  upload_target_expired: { title: '上传地址已过期', remedy: '上传地址最多 60 秒有效，请重新声明该分片获取新地址。' },
  size_mismatch: { title: '大小与声明不符', remedy: '请上传与声明一致的字节数。' },
  hash_mismatch: { title: '内容与声明的哈希不符', remedy: '传输中可能损坏，请重试上传。' },
  object_exists: { title: '该分片已写入其他内容', remedy: '分片只能写入一次。' },
  disk_full: { title: '存储空间不足', remedy: '平台存储已满，请稍后重试。' },
  not_signed_in: { title: '请先登录', remedy: '登录状态已过期或未登录。' },
  sign_in_failed: { title: '账号或密码不正确', remedy: '请检查后重试；忘记密码请联系平台运营方。' },
  not_allowed: { title: '没有权限', remedy: '当前账号的角色不能执行该操作。' },
  not_found: { title: '未找到', remedy: '它可能已被删除，或不属于当前账号。' },
  account_exists: { title: '该账号已注册', remedy: '请直接登录，或换一个邮箱或手机号。' },
  password_too_short: { title: '密码太短', remedy: '密码至少 10 个字符。' },
  agreement_outdated: { title: '协议版本已更新', remedy: '请阅读新版协议后重新提交。' },
  service_unavailable: { title: '该服务暂未开放', remedy: '如有需要请联系平台运营方。' },
  tester_code_invalid: { title: '关联码无效或已过期', remedy: '请在 App 的“我的”中重新生成，10 分钟内有效。' },
  evidence_private: {
    title: '画面仅设备主人可见',
    remedy: '这台设备的主人没有关联为测试账号，也没有允许查看验证画面。检测结果仍完整可用。',
  },
  evidence_deleted: { title: '验证画面已删除', remedy: '验证画面最多保留 24 小时。检测结果和证书会一直保留。' },
  device_not_responding: { title: '设备没有应答', remedy: '设备可能离线或正在休眠，请稍后再试。' },
  settings_refused: { title: '设备拒绝了该设置', remedy: '设备应答：{reason}。请检查固件对 settings 指令的处理。' },
  setup_link_invalid: { title: '初始化链接无效', remedy: '链接只能使用一次，请在服务器终端查看新的链接。' },
  input_invalid: { title: '填写的内容不正确', remedy: '请检查标出的项目。' },
  rate_limited: { title: '操作过于频繁', remedy: '请在 {seconds} 秒后再试。' },
  internal_error: {
    title: '服务器出错了',
    remedy: '问题已记录，请稍后再试。若持续出现，请把编号 {reference} 告诉运营方。',
  },
};

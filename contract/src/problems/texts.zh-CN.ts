import type { ProblemTexts } from './fill-text.ts';
import { firmware } from './firmware-texts.zh-CN.ts';
import { lines } from './line-texts.zh-CN.ts';
import { load } from './load-texts.zh-CN.ts';
import { pushing } from './pushing-texts.zh-CN.ts';
import { samples } from './sample-texts.zh-CN.ts';
import { signIn } from './sign-in-texts.zh-CN.ts';
import { soaks } from './soak-texts.zh-CN.ts';
import { told } from './told-texts.zh-CN.ts';
import { watching } from './watching-texts.zh-CN.ts';

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
  device_id_malformed: {
    title: '这不是设备 ID',
    remedy: '设备 ID 由 20 到 22 位小写字母和数字组成。请在 App 的设备信息中复制；UUID 和 PID 不是设备 ID。',
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
    title: '正在验证中',
    remedy: '同一产品、同一固件发布或同一设备同时只能进行一次验证。请打开进行中的验证，等它结束，或在那里取消。',
  },
  device_offline: { title: '设备不在线', remedy: '请确认设备已通电并连上网络，App 中显示在线后再试。' },
  older_firmware_in_field: {
    title: '已出货的设备中有更旧的固件',
    remedy:
      '该产品有 {share}% 的设备固件低于样机的 {firmware}，它们可能无法上传云存储视频。请先发布升级，或确认后继续。',
  },
  judge_unavailable: {
    title: '服务器暂时无法解码视频',
    remedy:
      '设备没有问题：无法解码就给不出可信的结论。请过几分钟再试；如果一直如此，请联系平台运营方安装 FFmpeg 组件，或为服务器增加处理器资源。',
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
  upload_refused: { title: '上传被拒绝', remedy: '设备上传时被拒绝：{reason}。{remedyOfReason}各步骤见设备协议文档。' },
  clip_rejected: { title: '视频未通过验证', remedy: '请按下方检测项修改固件后重新验证。' },
  platform_away: {
    title: '平台自身中断，验证没能完成',
    remedy: '设备没有问题：平台中断的时间超过了可以补回的 {minutes} 分钟。请在平台恢复后重新申请，这次不计入次数限制。',
  },
  precondition_changed: {
    title: '开通条件在验证期间发生了变化',
    remedy: '产品归属、分成协议、设备配网关系或固件版本在验证期间发生了变化。请确认后重新申请。',
  },
  no_preflight: {
    title: '没有可重复的上传测试',
    remedy: '只有验证停在上传测试时才能再测一次；现在的步骤是 {step}。',
  },
  application_ended: { title: '该申请已经结束', remedy: '当前状态：{state}。' },
  application_cancelled: { title: '申请已取消', remedy: '上传权限已收回，产品未开通。可随时重新申请。' },
  conformance_in_progress: {
    title: '该设备正在扩展测试中',
    remedy: '一台设备同时只能进行一次扩展测试。请等它结束，或先取消。',
  },
  conformance_ended: { title: '该扩展测试已结束', remedy: '报告会一直保留，可随时重新测试。' },
  conformance_cancelled: { title: '扩展测试已取消', remedy: '已完成的项目保留在报告中，设备的设置正在恢复。' },
  tester_required: {
    title: '设备不属于您的测试账号',
    remedy:
      '扩展测试会改动摄像机设置并中断上传，因此设备主人的 App 账号需先关联为您的测试账号：在“测试账号”中输入 App 生成的一次性关联码。',
  },
  device_subscribed: {
    title: '该设备已购买云存储',
    remedy: '扩展测试期间的视频不会存入用户的云存储。请换一台未购买云存储的同型号设备。',
  },
  pairing_token_invalid: {
    title: '配网码无效或已过期',
    remedy: '请在 App 中重新生成配网码，10 分钟内有效，只能用一次。',
  },
  licence_unknown: { title: '设备授权码不存在', remedy: '请核对烧录的 UUID，是否为该平台签发。' },
  licence_unconfirmed: {
    title: '暂时无法核实授权码',
    remedy: '本区域还没有这份授权码，平台中心又没有应答。请在 {seconds} 秒后重试。',
  },
  licence_revoked: {
    title: '设备授权码已吊销',
    remedy: '厂商已永久吊销这台设备的授权码。用户请联系厂商或商家，厂商请换一对授权码重新烧录。',
  },
  licence_proof_wrong: {
    title: 'AuthKey 校验失败',
    remedy: '证明应为 HMAC-SHA256(AuthKey, 配网码 + "." + UUID) 的十六进制。请核对烧录的 AuthKey。',
  },
  already_bound: {
    title: '设备已属于某个账号',
    remedy:
      '如果是您自己的设备，请在当初配网的 App（不论哪个区域）里移除它，再重新配网。如果是转让来的，请让原主人移除，或把转让码给您。平台不会透露原主人是谁。',
  },
  challenge_expired: { title: '挑战值已过期', remedy: '请重新获取挑战值，60 秒内使用。' },
  device_certificate_refused: {
    title: '证书不能证明这台设备的身份（{reason}）',
    remedy:
      '证书须由厂商为该产品登记的 CA 签发、在有效期内、可用于客户端认证，主题中只有一个通用名（CN）且就是 UUID，并在 certificateUrl 给出的地址出示。',
  },
  device_authority_refused: {
    title: '这张证书不能用来签发设备证书（{reason}）',
    remedy:
      '请提供一张 PEM 格式的 CA 证书，不要包含私钥：须可签发证书（CA:TRUE、keyCertSign）、在有效期内，密钥为 RSA 2048～8192 位、P-256、P-384、P-521 或 Ed25519，签名算法为 SHA-256 或更强，且除基本约束、密钥用法、扩展密钥用法和备用名称外没有其他关键扩展。',
  },
  device_authorities_full: {
    title: '该产品已登记 {n} 个 CA',
    remedy: '请先移除不再使用的 CA。',
  },
  device_proof_wrong: { title: '设备密钥校验失败', remedy: '证明应为 HMAC-SHA256(设备密钥, 挑战值) 的十六进制。' },
  device_token_invalid: { title: '设备令牌无效或已过期', remedy: '请用设备密钥换取新令牌。' },
  no_grant: { title: '设备没有上传权限', remedy: '没有有效的验证或云存储服务，不接受上传。' },
  grant_ended: { title: '上传权限已结束', remedy: '这次验证已经结束，之后的上传不会被接受。' },
  grant_used: { title: '这次验证已有事件', remedy: '一次验证只接受一个事件，请继续上传已打开的事件。' },
  nonce_wrong: { title: '验证随机数不匹配', remedy: '打开事件时请带上本次 grant 指令中的 nonce。' },
  probe_unknown: {
    title: '现在不需要测试事件',
    remedy:
      '测试事件要带最近一次 probe 指令的 probeId 和 nonce，收到指令后立即打开；设备自己的事件已打开时不再需要。设备自己的事件不带 probeId，类型也不能是 probe。',
  },
  event_unknown: { title: '事件不存在', remedy: '请核对事件 ID。' },
  event_closed: { title: '事件已关闭', remedy: '关闭后的事件不再接受分片。' },
  event_expired: { title: '事件时间过早', remedy: '事件开始时间距今超过 {days} 天，不再接收。' },
  event_not_paid: {
    title: '这段录像不在云存储服务期内',
    remedy: '录制时没有相应的套餐，或者补传的录像比那段服务期能录下的还多，不再接收。',
  },
  event_conflict: { title: '事件声明前后不一致', remedy: '同一个设备事件 ID 再次打开时，声明必须相同。' },
  object_unknown: { title: '分片不存在', remedy: '请先声明该分片，再提交。' },
  object_conflict: { title: '分片声明前后不一致', remedy: '同一序号已用不同的大小或哈希声明过。' },
  object_not_stored: { title: '分片尚未上传', remedy: '请先把字节 PUT 到上传地址，成功后再提交。' },
  object_too_large: { title: '分片过大', remedy: '单个分片最大 {limit} 字节。' },
  footage_limit_reached: {
    title: '该事件的视频时长已达上限',
    remedy: '一个事件最多接收 {seconds} 秒视频，以及相应的数据量和对象数，请关闭事件。',
  },
  upload_target_invalid: { title: '上传地址无效', remedy: '请使用平台返回的完整地址和请求头。' },
  upload_target_expired: { title: '上传地址已过期', remedy: '上传地址最多 60 秒有效，请重新声明该分片获取新地址。' },
  length_required: {
    title: '上传未注明长度',
    remedy: '请用请求头 Content-Length 注明与声明一致的字节数，不要使用 Transfer-Encoding: chunked。',
  },
  size_mismatch: { title: '大小与声明不符', remedy: '请上传与声明一致的字节数。' },
  hash_mismatch: { title: '内容与声明的哈希不符', remedy: '传输中可能损坏，请重试上传。' },
  object_exists: { title: '该分片已写入其他内容', remedy: '分片只能写入一次。' },
  disk_full: {
    title: '平台存储空间已满',
    remedy: '已确认的内容不会丢失，录像仍可观看和删除。请在 {seconds} 秒后重试；运营方腾出空间后会自动恢复。',
  },
  ...lines,
  ...load,
  ...samples,
  ...signIn,
  ...soaks,
  ...pushing,
  ...told,
  ...firmware,
  ...watching,
  key_out_of_scope: {
    title: '这个 API 密钥没有该权限',
    remedy: '密钥的权限范围较小。请在控制台“API 密钥”里创建一个权限足够的密钥。',
  },
  idempotency_key_reused: {
    title: '这个 Idempotency-Key 已用于另一个请求',
    remedy: '同一个 Key 在 24 小时内只代表一个请求。请原样重发那个请求，或换一个新的 Key。',
  },
  idempotency_in_flight: {
    title: '带有这个 Idempotency-Key 的请求正在处理',
    remedy: '请稍后重发。如果一直这样，说明服务器处理到一半时停了：请先查看是否已完成，没有完成再换新的 Key。',
  },
  backup_unusable: {
    title: '这份备份无法恢复',
    remedy:
      '没有改动任何内容（{why}）。file_broken、file_changed：请重新备份，保留新的一份；key_missing、key_other：备份时用的是另一把主密钥；release_differs：请用制作它的版本恢复；region_not_played：请在承担其全部区域的服务器上检验。',
  },
  backup_no_room: {
    title: '没有空间验证这份备份',
    remedy:
      '验证时会在数据目录里恢复出第二个数据库：除了为上传保留的空间，还需要 {neededMb} MB，目前只有 {freeMb} MB。请腾出空间，或在持有相同密钥和对象的另一台机器上验证。',
  },
  not_allowed: { title: '没有权限', remedy: '当前账号的角色不能执行该操作。' },
  not_found: { title: '未找到', remedy: '它可能已被删除，或不属于当前账号。' },
  path_unknown: { title: '没有这个地址', remedy: '服务器上没有这个路径。请对照接口文档检查拼写和版本。' },
  method_not_allowed: { title: '这个地址不支持 {method}', remedy: '它支持：{allowed}。请对照接口文档检查方法。' },
  agreement_outdated: { title: '协议版本已更新', remedy: '请阅读新版协议后重新提交。' },
  service_unavailable: { title: '该服务暂未开放', remedy: '如有需要请联系平台运营方。' },
  support_code_invalid: {
    title: '支持码无效、已过期或已被其他厂商使用',
    remedy: '请用户在 App 的设备页面“厂商支持”中重新生成，24 小时内有效。',
  },
  device_log_private: {
    title: '用户尚未允许查看此设备的日志',
    remedy: '请用户在 App 的设备页面“厂商支持”中生成支持码，在设备页面输入后 24 小时内可查看。',
  },
  tester_code_invalid: { title: '关联码无效或已过期', remedy: '请在 App 的“我的”中重新生成，10 分钟内有效。' },
  evidence_private: {
    title: '画面仅设备主人可见',
    remedy: '这台设备的主人没有关联为测试账号，也没有允许查看验证画面。检测结果仍完整可用。',
  },
  device_removed: { title: '设备已被移除', remedy: '该设备 ID 已失效。请重新配网，设备会得到新的设备 ID。' },
  account_suspended: { title: '账号已被停用', remedy: '账号停用期间不录像。请联系平台客服了解原因。' },
  subscription_missing: {
    title: '设备没有云存储服务',
    remedy: '请在 App 中购买云存储套餐；购买后设备会立即收到录像权限。',
  },
  subscription_expired: { title: '云存储已过期', remedy: '过期后不再录像，已有录像保留 7 天。请在 App 中续费。' },
  plan_without_continuous: {
    title: '套餐不含连续录像',
    remedy: '当前是事件套餐，只接收事件录像。请购买含连续录像的套餐，或只上传事件。',
  },
  privacy_mode: { title: '隐私模式已开启', remedy: '隐私模式下不录像。请在 App 的设备设置中关闭隐私模式。' },
  segment_too_short: {
    title: '连续录像的分片过短',
    remedy: '连续录像的分片至少 {seconds} 秒（最后一片除外）。请在固件中加长分片。',
  },
  pre_record_too_long: { title: '预录过长', remedy: '事件的预录最多 {seconds} 秒，连续录像没有预录。请缩短预录缓存。' },
  ingest_token_invalid: {
    title: '推流令牌无效',
    remedy: '令牌有误、已被撤销，或属于另一台设备。请在 App 的设备页重新生成推流令牌。',
  },
  ingest_token_in_url: {
    title: '本服务器不允许把令牌写在地址里',
    remedy:
      '请用请求头 Authorization: Bearer … 发送令牌，地址中改写设备 ID。如需放开，请运营方设置 KAITONG_PUSH_TOKEN_IN_URL=1。',
  },
  ingest_tokens_full: { title: '推流令牌已达上限', remedy: '每台设备最多 {limit} 个。请先撤销不再使用的令牌。' },
  push_not_footage: {
    title: '收到的内容不是可保存的录像',
    remedy: '请发送 H.264 或 H.265 的 MPEG-TS、fMP4 分片或完整的 MP4 文件。实际收到：{content}。',
  },
  push_without_init: {
    title: '缺少初始化分片',
    remedy: '没有它就无法读取 fMP4 分片。请重新启动推流工具，让它先发送 init.mp4。',
  },
  push_streams_full: {
    title: '同时推送的流过多',
    remedy: '每台设备最多同时向 {limit} 个目录推流。请结束其中一路，或减少目录名。',
  },
  product_not_on_sale: { title: '该产品暂停销售云存储', remedy: '已购买的服务不受影响。请稍后再试，或联系设备厂商。' },
  plan_not_on_sale: { title: '该套餐已下架', remedy: '请返回套餐列表，选择其他套餐。' },
  trial_not_in_debug: { title: '该产品已结束调试阶段', remedy: '0.01元体验套餐仅限调试阶段。请购买正式套餐。' },
  trial_already_used: {
    title: '这台设备已体验过',
    remedy: '每台设备（UUID）在全球只能购买一次0.01元体验套餐，重新配网后也不能再买。请选择正式套餐。',
  },
  coupon_unknown: { title: '没有这个优惠码', remedy: '请核对后重新输入。' },
  coupon_not_with_trial: { title: '体验套餐不能使用优惠券', remedy: '请去掉优惠券后下单。' },
  coupon_not_for_product: { title: '优惠券不适用于该产品', remedy: '请换一张适用的优惠券，或不用优惠券下单。' },
  coupon_not_valid_yet: { title: '优惠券尚未生效', remedy: '优惠券从 {from} 起可用。' },
  coupon_expired: { title: '优惠券已过期', remedy: '请换一张优惠券，或不用优惠券下单。' },
  coupon_used_up: { title: '优惠券已用完', remedy: '优惠券的使用次数已满。请换一张，或不用优惠券下单。' },
  coupon_wrong_currency: { title: '优惠券的币种不符', remedy: '该优惠券只适用于 {currency} 标价的套餐。' },
  coupon_code_taken: { title: '优惠码已被使用', remedy: '请换一个优惠码，或留空由系统生成。' },
  order_conflict: { title: '订单内容前后不一致', remedy: '同一请求编号已下过内容不同的订单。请重新打开套餐页下单。' },
  order_not_paid: { title: '订单尚未支付', remedy: '只有已支付的订单才能退款。' },
  order_not_open: { title: '订单已结束', remedy: '订单已支付、取消或过期，不能再进行此操作。' },
  refund_nothing_left: {
    title: '没有可退的金额',
    remedy: '退款按尚未开始的整天计算，并扣除此前已退的金额，该订单已没有可退的部分。',
  },
  refund_too_large: { title: '退款金额过大', remedy: '该订单最多还能退 {left}。' },
  refund_unknown: { title: '没有这笔退款', remedy: '请核对退款编号。' },
  payment_unknown: { title: '没有这笔支付', remedy: '请核对支付编号。' },
  payment_provider_unavailable: { title: '支付渠道暂时没有应答', remedy: '您的订单已保留，没有扣款。请稍后再试。' },
  control_unreachable: {
    title: '平台中心暂时没有应答',
    remedy: '体验资格、优惠券和控制台的登录状态需要向平台中心核对。没有扣款，请几分钟后再试。',
  },
  product_not_activated: { title: '该产品未开通服务', remedy: '请先在“开通产品”中用一台样机完成开通。' },
  sale_suspended: { title: '销售已被平台暂停', remedy: '原因：{reason}。请联系平台运营方，处理后由平台恢复销售。' },
  product_released: { title: '产品已发布', remedy: '产品发布后不能退回调试阶段。' },
  agreement_published: { title: '该协议版本已发布', remedy: '已发布的协议不能修改或删除。请起草一个新版本。' },
  price_incomplete: { title: '价格不完整', remedy: '{region} 区域缺少 {currency} 价格或美元标价。请补全后保存。' },
  contact_state_backwards: { title: '请求不能退回之前的状态', remedy: '状态只能按 已发送 → 联系中 → 已关闭 前进。' },
  payout_too_large: { title: '付款超过应付金额', remedy: '该账号最多应付 {due}。请核对月结单。' },
  reference_taken: {
    title: '该单号已登记过',
    remedy: '账目中已有同一单号的其他金额，入账后不可修改。请核对单号和金额。',
  },
  region_silent: {
    title: '区域 {region} 没有响应',
    remedy: '刚才的操作可能已完成，也可能没有。请几分钟后重试，不会重复执行。',
  },
  evidence_deleted: { title: '验证画面已删除', remedy: '验证画面最多保留 24 小时。检测结果和证书会一直保留。' },
  device_not_responding: { title: '设备没有应答', remedy: '设备可能离线或正在休眠，请稍后再试。' },
  settings_refused: { title: '设备拒绝了该设置', remedy: '设备应答：{reason}。请检查固件对 settings 指令的处理。' },
  input_invalid: { title: '填写的内容不正确', remedy: '请检查标出的项目。' },
  rate_limited: { title: '操作过于频繁', remedy: '请在 {seconds} 秒后再试。' },
  platform_busy: {
    title: '当前请求的人太多',
    remedy: '请在 {seconds} 秒后再试。已登录的用户和摄像头录像不受影响。',
  },
  server_restarting: { title: '服务器暂时不可用', remedy: '请保留尚未确认的内容，几秒后重新发送。' },
  keys_full: {
    title: '存放录像密钥的磁盘已满',
    remedy: '本次没有删除或更改任何内容，已确认的内容也不会丢失。请在 {seconds} 秒后重试；运营方腾出空间后会自动恢复。',
  },
  keys_unavailable: {
    title: '暂时读写不了录像密钥',
    remedy:
      '本次没有删除或更改任何内容，已确认的内容也不会丢失。请在 {seconds} 秒后重试。若一直如此，请告诉运营方录像密钥的副本不可用。',
  },
  database_unavailable: {
    title: '服务器暂时连不上数据库',
    remedy: '已确认的内容不会丢失，请在 {seconds} 秒后重试。若一直如此，请告诉运营方数据库无法连接。',
  },
  internal_error: {
    title: '服务器出错了',
    remedy: '问题已记录，请稍后再试。若持续出现，请把编号 {reference} 告诉运营方。',
  },
};

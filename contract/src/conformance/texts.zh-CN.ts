import type { ConformanceTexts } from './texts.ts';

export const zhCN: ConformanceTexts = {
  verdicts: { pass: '通过', warn: '警告', fail: '不通过', skipped: '未测试' },
  partly: '{all} 项中 {passed} 项通过，{skipped} 项未测试',
  move: '请现在在摄像机前活动 {seconds} 秒。',
  darken: '请现在遮住镜头 {seconds} 秒，让摄像机当作夜间。能自行模拟夜间的摄像机无需人工。',
  items: {
    'motion-off': { title: '关闭移动侦测报警', about: '把移动侦测开关设为关闭。只要有云存储，每个事件仍应上传。' },
    'privacy-mode': {
      title: '隐私模式',
      about: '隐私模式开启时，有移动也不应打开事件；关闭后，下一次移动应照常上传。',
    },
    'back-to-back': { title: '连续事件', about: '一个事件刚结束又有移动，两个事件都应完整到达。' },
    'long-event': {
      title: '事件超过时长上限',
      about:
        '录像授权规定了单个事件的上限（正式服务为 5 分钟，测试中更短）。移动持续更久时，摄像机应在上限处截断，立即开始下一个事件，中间不丢画面。',
    },
    'uplink-lost': {
      title: '上传中途断网',
      about: '第一个分片之后，摄像机在一段时间内收不到任何应答。恢复后应在同一事件中，从未确认的分片继续上传。',
    },
    'server-restart': {
      title: '服务器重启',
      about: '上传中途服务器断开 MQTT 并在一段时间内返回 503。摄像机应自行重连，并完成该事件。',
    },
    'token-expired': { title: '上传中途令牌失效', about: '第一个分片之后令牌不再有效。摄像机应换取新令牌并继续上传。' },
    'wrong-clock': {
      title: '唤醒时时钟错误',
      about:
        '先告诉摄像机错误的时间（相当于唤醒时时钟不准），再告诉正确的时间。事件的 ageMs 应始终正确，下一个事件的时间应正确。',
    },
    'key-rotation': { title: '密钥更换', about: '每个事件有自己的密钥。第二个事件应使用第二个密钥加密。' },
    'wrong-certificate': {
      title: '服务器证书错误',
      about:
        '其中一个分片的上传地址指向一台必须拒绝的服务器：先是自签名证书；摄像机拒绝并重新声明该分片后，依次换成未知机构签发的证书，平台使用自建证书时还有已过期的证书和属于另一台主机的证书。摄像机不应向其中任何一台发送内容，并用最后得到的上传地址完成事件。',
    },
    'wrong-broker': {
      title: 'MQTT 服务器证书错误',
      about:
        '上传中途 MQTT 被断开，原有令牌在 MQTT 上不再有效。此后领取的令牌有效期只有 15 秒，随附的地址指向一台必须拒绝的 MQTT 服务器：先是自签名证书；摄像机每次拒绝并再次领取令牌后，依次换成未知机构签发的证书，平台使用自建证书时还有已过期的证书和属于另一台主机的证书。摄像机不应向其中任何一台发送 CONNECT；断开后最迟 75 秒，令牌会重新附上正确的地址。事件应完整到达。',
    },
    rate: {
      title: '播放速度',
      about:
        '允许连续录像，观察一分多钟：时间戳应与真实时间一样快。摄像机不连续录像时，模拟 10 秒和 70 秒两次移动，两段录像的时长应相差一分钟，误差不超过十分之一加一个关键帧间隔。',
    },
    night: {
      title: '夜间',
      about: '模拟夜间的移动，或请人遮住镜头：夜间帧率降低后，时间戳仍应与真实时间一样快。',
    },
    'power-cut': {
      title: '停电恢复后重连',
      about:
        '三次断开 MQTT，并拒绝随后的四次连接，相当于整条街恢复供电、平台一时接不下所有摄像机。摄像机再次连接前应至少等待半秒，每次约加倍，且每次的间隔不完全相同。',
    },
    'cloned-secret': {
      title: '两台设备共用一个密钥',
      about:
        '观察一段时间，看是否有别的设备以这台设备的身份连接。闪存被整片复制，或同一镜像写入多台设备时，两台设备会持有同一个密钥，互相抢占连接，谁也收不全发给自己的指令。',
    },
    sleep: {
      title: '休眠、唤醒与时钟落后',
      about:
        '针对在事件之间休眠的摄像机。先告诉摄像机慢一小时的时间，录一个事件，然后等它休眠并上报。之后请人在摄像机前活动：它应被唤醒，在一分钟内应答指令，用此时得到的正确时间校准时钟，事件的时间应正确。',
    },
    update: {
      title: '录像中途升级固件',
      about:
        '仅当有比摄像机当前版本更新的固件已按至少 1% 发布时测试。录像进行中通知摄像机询问固件，无论灰度比例，都向它提供该版本。摄像机应把事件录完并传完，再安装，上报新版本已在运行，并用新版本录下一次移动。测试后摄像机保留新版本。',
    },
  },
  reasons: {
    as_expected: { title: '符合预期', remedy: '' },
    grant_not_taken: {
      title: '{seconds} 秒内未确认录像授权',
      remedy: '请检查固件是否应答 record 指令，MQTT 连接是否保持。',
    },
    device_silent: {
      title: '{seconds} 秒内没有应答指令',
      remedy: '请检查固件是否应答每条指令，MQTT 连接是否保持。',
    },
    no_event: {
      title: '移动后 {seconds} 秒内没有事件',
      remedy: '请检查录像授权有效时，有移动是否会打开事件。如果刚才没有人在摄像机前活动，请重测此项。',
    },
    switch_obeyed: {
      title: '关闭移动侦测后，移动没有上传',
      remedy: '该开关只控制报警。录像授权有效时，无论开关如何，每次移动都应打开事件。',
    },
    second_event_missing: {
      title: '第二次移动后 {seconds} 秒内没有事件',
      remedy: '事件关闭后应立即可以开始下一个；事件后的冷却时间会丢失这段时间发生的事。',
    },
    upload_incomplete: {
      title: '{seconds} 秒内事件不完整：{declared} 个对象中收到 {stored} 个',
      remedy: '请上传并提交（commit）每个对象，最后用对象总数关闭事件。',
    },
    event_not_closed: {
      title: '{declared} 个对象都已收到，但 {seconds} 秒内没有关闭事件',
      remedy: '请在最后一次提交后用对象总数关闭事件。',
    },
    call_refused: {
      title: '平台拒绝了摄像机发送的内容：{reason}',
      remedy: '设备协议在该错误码下说明了处理方法，原样重发仍会被拒绝。请让固件把每次被拒绝的错误码和字段写入日志。',
    },
    event_in_privacy: {
      title: '隐私模式下打开了事件',
      remedy: '隐私模式下无论有什么移动，都不应录制，也不应打开事件。',
    },
    too_long: {
      title: '事件超过 {seconds} 秒后没有截断，之后也没有新事件',
      remedy: '请读取录像授权中的 maxEventMs：到时关闭事件，并立即开始下一个。',
    },
    token_kept: {
      title: '令牌失效后仍继续使用',
      remedy: '收到 device_token_invalid 后，请用 challenge 和 proof 换取新令牌，再重复该请求。',
    },
    clock_wrong: {
      title: '事件时间偏差 {seconds} 秒',
      remedy:
        '请以每次换取令牌时返回的 serverTime 校准时钟，或用单调时钟给出正确的 ageMs；两者都错时，事件会出现在时间轴的错误位置。',
    },
    key_reused: {
      title: '第二个事件无法用它自己的密钥解密（{codes}）',
      remedy: '请使用每次打开事件时返回的密钥，一个密钥只用于一个事件。',
    },
    not_resumed: {
      title: '中断后没有继续上传：{declared} 个对象中收到 {stored} 个',
      remedy: '请保留未确认的内容，稍等后重复失败的请求，并在同一事件中继续。',
    },
    not_back: {
      title: '{seconds} 秒内没有重新连上 MQTT',
      remedy: '断线后请自动重连，间隔逐渐加长，最长不超过半分钟。',
    },
    certificate_trusted: {
      title: '摄像机向本应拒绝的服务器发送了上传请求：{wrong}',
      remedy:
        '请对每个连接（包括上传）校验证书链、名称和有效期，不符时在发送请求之前断开连接；否则途中的任何人都能截取视频。',
    },
    broker_trusted: {
      title: '摄像机把令牌发给了本应拒绝的 MQTT 服务器：{wrong}',
      remedy:
        '请像 HTTPS 一样校验 MQTT 服务器的证书链、名称和有效期，不符时在发送 CONNECT 之前断开；否则途中的任何人都能控制摄像机，并在令牌有效期内截取视频。',
    },
    token_not_asked: {
      title: 'MQTT 被断开且令牌不再有效，{seconds} 秒内摄像机没有重新领取令牌',
      remedy: 'CONNECT 返回 4，或连接 MQTT 服务器失败时，请用挑战和证明重新领取令牌，服务器地址随令牌一起返回。',
    },
    rate_wrong: {
      title: '视频播放速度不对：{rate} 倍（时间戳每秒 {stamped} 帧，实际每秒 {delivered} 帧）',
      remedy: '用单调时钟记录每一帧的采集时刻作为时间戳；不要按帧数推算，传感器夜间会改变帧率，不能假定帧率不变。',
    },
    line_tried_rarely: {
      title: '断线后 {seconds} 秒内只尝试连接了 {count} 次',
      remedy: '间隔请从半秒开始，每次加倍；一开始就等一分钟，每次短暂断线都会离线一分钟。',
    },
    no_back_off: {
      title: '连接被拒绝后，摄像机分别在 {pauses} 秒后重试',
      remedy:
        '第一次重试前请等待半秒，此后每次加倍，最长一分钟；连接稳定一段时间后才重新从半秒开始。整条街的摄像机都急于重试时，平台一台也接不进来。',
    },
    same_pauses: {
      title: '每次断线后的重试间隔都一样：{pauses} 秒',
      remedy:
        '请在每个间隔上加一段随机时间，最多为间隔的一半，并让每台设备的随机数起点不同；否则同时停电的摄像机会一次又一次同时重连。',
    },
    secret_cloned: {
      title: '另一台设备持有这台设备的密钥：双方互相抢占连接 {count} 次',
      remedy:
        '密钥在每次配网时生成，只属于一台设备，不得写入镜像，也不得在产线上随闪存复制。请在 App 中删除该设备，让两台设备各用自己的授权码重新配网，旧密钥随即失效。',
    },
    sleep_unsaid: {
      title: '摄像机断开了连接，却没有上报休眠',
      remedy: '断开连接之前请发送状态 dormant；只断开连接会被视为离线，并通知用户。',
    },
    update_unasked: {
      title: '摄像机接受了 update 指令，但 {seconds} 秒内没有询问固件',
      remedy: '收到 update 后请像开机时一样询问固件；不从平台升级的摄像机请应答 ok: false。',
    },
    update_unsaid: {
      title: '已向摄像机提供 {version}，但 {seconds} 秒内没有上报新版本在运行',
      remedy:
        '请上报 downloading；重启后以当时运行的版本上报 installed，或上报 failed、rolled_back 并附原因。摄像机什么都不上报，就无法判断这次发布。',
    },
    update_failed: {
      title: '摄像机对 {version} 上报了 {report}：{reason}',
      remedy: '设备协议说明了镜像要通过哪些检查。请确认镜像是为该产品签名的，且版本更新。',
    },
    recording_lost: {
      title: '升级时正在录制的事件丢失：{declared} 个对象中收到 {stored} 个',
      remedy: '请在录完、传完之后再安装并重启，或把待传内容保存在重启后仍在的存储中。',
    },
    target_kept: {
      title: '摄像机拒绝了错误的证书，但之后没有重新获取上传地址：{declared} 个对象中收到 {stored} 个',
      remedy: '上传地址无法使用时，请重新声明同一对象，并上传到应答中的新地址。',
    },
    cut_by_platform: {
      title: '事件在 {seconds} 秒处由平台截断，而不是摄像机',
      remedy: '请读取录像授权中的 maxEventMs，在被拒绝之前自行关闭事件。',
    },
    footage_lost: {
      title: '两个事件之间缺少 {seconds} 秒画面',
      remedy: '下一个事件应从紧接着的一帧开始；预录缓冲可以覆盖打开事件所需的时间。',
    },
    sent_again: {
      title: '已确认的对象又重复上传（{objects}）',
      remedy: '请记住哪些提交已得到应答。上行较慢时，重复上传会挤掉事件的其余部分。',
    },
    clip_flawed: {
      title: '视频已到达，但有问题：{codes}',
      remedy: '各检测项的说明见检测项列表。请确认问题是否由中断引起。',
    },
    recording_cut: {
      title: '升级截断了事件：移动持续 {seconds} 秒，只录了 {recorded} 秒',
      remedy: '请在没有录制时再安装并重启：用户购买的录像不应因升级而中断。',
    },
    settings_refused: {
      title: '摄像机没有接受该设置：{reason}',
      remedy: '没有该设置就无法测试此项。请让固件支持 settings 指令中的这个设置。',
    },
    motion_refused: {
      title: '摄像机没有模拟移动：{reason}',
      remedy: '不支持时请把 features.simulate 报为 false，届时会请人在摄像机前活动。',
    },
    not_encrypted: { title: '摄像机没有加密视频', remedy: '请声明 aes-128 加密，之后才能测试密钥。' },
    not_interrupted: {
      title: '来不及中断，事件已经结束',
      remedy: '摄像机把整个事件作为一个对象上传，没有“中途”可言。切成几秒的分片才能经受断网。',
    },
    certificate_not_offered: {
      title: '该服务器无法提供错误的证书',
      remedy: '摄像机经由另一台机器的地址访问该服务器。运营者可将 KAITONG_IMPOSTOR_PORT 设为能通到本机的端口。',
    },
    certificate_not_met: {
      title: '摄像机没有连接过证书错误的服务器',
      remedy: '请检查上传地址为 https 时摄像机是否使用 TLS，以及所在网络是否允许连接该地址的端口。',
    },
    line_not_encrypted: {
      title: '摄像机连接本平台的 MQTT 不加密',
      remedy: '没有可供校验的证书。运营者可设置 KAITONG_TLS。',
    },
    broker_not_met: {
      title: '摄像机领取了令牌，却没有连接随令牌返回的 MQTT 服务器',
      remedy: '请连接最近一次令牌中的 mqttUrl，不要沿用以前保存的地址；并检查摄像机所在网络是否允许连接该地址的端口。',
    },
    brokers_met_in_part: {
      title: '摄像机没有信任错误的证书，但时间内只遇到 {of} 种中的 {met} 种',
      remedy: '每次连接 MQTT 服务器失败后请重新领取令牌，并从半秒的间隔开始重试，即可在时限内全部测完。',
    },
    simulate_needed: {
      title: '摄像头既不连续录像，也不支持模拟移动',
      remedy: '请支持 simulate 命令或连续录像：没有人能在镜头前正好移动 70 秒。',
    },
    motion_not_followed: {
      title: '移动还在继续，摄像头只录了 {seconds} 秒',
      remedy: '移动期间请持续录像，这样才能比较两段录像的时长。',
    },
    rate_not_judged: {
      title: '播放速度无法判定（{because}）',
      remedy: '为每个分片申报 ageMs，或带上声音：这样在任何线路上都能判定。',
    },
    stays_bright: {
      title: '画面一直很亮（亮度 {brightness}，满值 255）',
      remedy: '请支持 simulate 命令中的 light，或在页面提示时遮住镜头。',
    },
    camera_sleeps: {
      title: '摄像机在事件之间休眠，没有可以断开的连接',
      remedy: '如有不休眠的固件，请用它测试此项。',
    },
    never_sleeps: {
      title: '摄像机没有声明在事件之间休眠',
      remedy: '此项只针对电池摄像机，其他摄像机无需处理。',
    },
    stays_awake: {
      title: '摄像机在 {seconds} 秒内没有休眠',
      remedy: '一段时间无事后请让摄像机休眠；重测此项时，请不要在摄像机前活动。',
    },
    no_update_offered: {
      title: '没有发布比摄像机当前版本更新的固件',
      remedy: '请先以较小比例发布新版本，再用尚未升级的摄像机测试此项。',
    },
    update_refused: {
      title: '摄像机没有接受 update 指令：{reason}',
      remedy: '此项只针对从平台升级的摄像机，其他摄像机无需处理。',
    },
    platform_away: {
      title: '测试此项期间平台服务中断',
      remedy: '与摄像机无关，请重新测试此项。',
    },
    not_chosen: { title: '本次未选择此项', remedy: '' },
    not_reached: { title: '测试在此项之前结束', remedy: '请重新测试，也可以只测此项。' },
  },
  settings: {
    'motion-off': '关闭移动侦测',
    'motion-back': '恢复移动侦测',
    'privacy-on': '开启隐私模式',
    'privacy-off': '关闭隐私模式',
  },
  kinds: { init: '初始化分片', segment: '视频分片', snapshot: '抓拍图' },
  because: {
    no_times: '时间戳本身有问题',
    not_decoded: '画面没有解码',
    not_inspected: '录像没有经过检查',
    too_short: '视频太短',
    no_sound: '没有声音可供对照',
    sound_uncounted: '这种声音的采样无法计数',
    sound_short: '声音和画面都太短',
    sound_uneven: '声音有空缺或中途停止',
    sound_apart: '声音与画面只在一段里对不上',
    sound_unplaced: '声音与画面可以对照的段太少',
    sound_times: '声音自身的时间戳有错',
    sound_rate: '声音写明的采样率可能有错',
    age_alone: '只有一个 ageMs',
    unsteady: '只有一处不一致，可能是停顿',
    never_waited: '设备没有等待过分片，到达时间不能作为依据',
    came_late: '录制很久之后才上传',
    reconnected: '其间设备重新连接过',
  },
  by: { sound: '声音的采样时钟', age: '各对象的 ageMs', causality: '触发以来的时间', arrival: '分片到达的时间' },
  observations: {
    'grant.sent': '已下发录像授权：单个事件最长 {seconds} 秒',
    'grant.taken': '摄像机已接受授权',
    'settings.sent': '已下发设置：{setting}',
    'settings.taken': '摄像机已接受设置',
    'settings.refused': '摄像机拒绝了设置：{reason}',
    'motion.simulated': '已模拟 {seconds} 秒的移动',
    'motion.asked': '已请人活动 {seconds} 秒',
    'darkness.asked': '已请人遮住镜头 {seconds} 秒',
    'motion.refused': '摄像机拒绝模拟移动：{reason}',
    'event.opened': '事件 {event} 已打开（{eventId}）',
    'call.refused': '平台拒绝了摄像机发送的内容：{reason}',
    'event.refused': '摄像机在隐私模式下试图打开事件',
    'object.stored': '事件 {event}：对象 {object}（{kind}）已确认',
    'object.repeated': '事件 {event}：对象 {object} 已确认，却又重新声明',
    'event.closed': '事件 {event} 已关闭：{objects} 个对象，{seconds} 秒',
    'limit.reached': '事件 {event}：超过 {seconds} 秒的部分被拒绝',
    'line.cut': '断网 {seconds} 秒',
    'server.away': '服务器返回 503，持续 {seconds} 秒，MQTT 已断开',
    'calls.unanswered': '其间摄像机请求了 {count} 次',
    'outage.over': '中断结束',
    'platform.away': '平台服务中断（损失 {seconds} 秒），本项重新开始',
    'token.voided': '令牌已作废',
    'token.refused': '使用旧令牌的请求被拒绝',
    'token.renewed': '摄像机换了新令牌',
    'clock.told_wrong': '此后告诉摄像机的时间慢 {minutes} 分钟',
    'clock.told_right': '此后告诉摄像机正确的时间',
    'clock.measured': '事件 {event}：时钟偏差 {skewMs} 毫秒，ageMs 偏差 {ageMs} 毫秒',
    'certificate.offered': '事件 {event}：对象 {object} 的上传地址指向一台必须拒绝的服务器：{wrong}',
    'certificate.met': '有连接到达该服务器，并收到了它的证书（{wrong}）',
    'certificate.trusted': '事件 {event}：对象 {object} 的上传请求发给了该服务器（{wrong}）',
    'certificate.refused': '事件 {event}：没有向该服务器发送任何内容（{wrong}），对象 {object} 已重新声明',
    'line.closed': 'MQTT 已断开，此后不再接受以前的令牌',
    'broker.offered': '令牌附上了一台必须拒绝的 MQTT 服务器的地址：{wrong}',
    'broker.met': '有连接到达该 MQTT 服务器，并收到了它的证书（{wrong}）',
    'broker.trusted': '摄像机向该 MQTT 服务器发送了 CONNECT 和令牌（{wrong}）',
    'broker.refused': '没有向该 MQTT 服务器发送 CONNECT（{wrong}），摄像机重新领取了令牌',
    'broker.right': '令牌附上了正确的 MQTT 服务器地址',
    'line.ended': 'MQTT 已断开，随后的 {count} 次连接将被拒绝',
    'line.tried': '{seconds} 秒后第 {attempt} 次连接，被拒绝',
    'line.let_in': '{seconds} 秒后第 {attempt} 次连接，已接受',
    'line.watched': '观察 {seconds} 秒，看是否有别的设备以这台设备的身份连接',
    'line.taken': '另一个持有该设备密钥的连接抢占了它的连接（第 {count} 次）',
    'sleep.awaited': '等待摄像机休眠',
    'sleep.told': '摄像机上报了休眠',
    'update.told': '录像进行中通知摄像机询问固件，提供的版本为 {version}',
    'update.refused': '摄像机没有接受该指令：{reason}',
    'update.reported': '摄像机对 {version} 上报：{report}',
    'footage.judged': '事件 {event}：已检查 {seconds} 秒视频，检测项：{codes}',
    'speed.judged': '事件 {event}：实际用时是时间戳所示的 {rate} 倍，依据：{by}',
    'speed.unknown': '事件 {event}：播放速度无从判定（{because}）',
    'picture.measured': '事件 {event}：画面亮度 {brightness}（满值 255）',
  },
  wrong: {
    'self-signed': '证书由自己签名',
    'unknown-authority': '签发机构无人认识',
    expired: '证书一个月前已过期',
    'wrong-name': '证书属于另一台主机',
  },
};

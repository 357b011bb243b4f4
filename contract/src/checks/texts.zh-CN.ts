import type { CheckUnit } from './catalogue.ts';
import type { CheckTexts } from './texts.ts';

const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** Two values side by side are in the unit of the larger one. */
const isInSeconds = (value: number, beside: number): boolean => {
  const larger = Math.max(Math.abs(value), Math.abs(beside));
  return larger === 0 || larger >= 1000;
};

function unit(value: number, of: CheckUnit, beside = value): string {
  switch (of) {
    case 'bytes':
      return `${grouped(value)} 字节`;
    case 'ms':
      return isInSeconds(value, beside) ? `${grouped(value / 1000)} 秒` : `${grouped(value)} 毫秒`;
    case 'fps':
      return `${grouped(value)} 帧/秒`;
    case 'kbps':
      return `${grouped(value)} kb/s`;
    case 'pixels':
      return `${grouped(value)} 像素`;
    case 'percent':
      return `${grouped(value)}%`;
    case 'times':
      return `${grouped(value)} 倍`;
    case 'hz':
      return `${(value / 1000).toLocaleString('en-US', { maximumFractionDigits: 3 })} kHz`;
    case 'frames':
      return `${grouped(value)} 帧`;
    case 'count':
    case 'level':
    case null:
      return grouped(value);
    default:
      return of satisfies never;
  }
}

const IV_FIELD = 'IV 以十六进制写在该对象声明的 `iv` 字段里，不要放在密文前面';
const SEAM =
  '对象 {object} 的第一帧，解码时间戳应为 {due} 秒，实际是 {stamp} 秒：比应有的早了 {measured}，比前一个分片的最后一帧（{before} 秒）还早 {backMs}。[origin?全片第一帧的时间戳是 {origin} 秒。|]';
const LOST = '[last?从 {at}起缺 {missing} 帧（第 {picture} 至 {last} 帧{among}）|{at}处第 {picture} 帧{what}丢失]';
const GARBLED =
  '，画面[fromMs?从 {fromMs}起|]花屏，[ends?直到 {untilMs}视频结束都没有关键帧，不再恢复|到 {untilMs}{until}]。[more?全片另有 {more} 处丢帧。|]全片花屏合计 {measured}[over?，最多容许 {limit}|]。[shortMs?因为缺帧，视频只有 {shortMs}，至少需要 {neededMs}。|]';
const KEY_LOST = {
  title: '编码与封装之间丢失关键帧',
  cause:
    '关键帧比其他帧大好几倍，编码与封装之间的某个缓冲区或队列放不下，把它丢弃了；后面参考它的画面都会出现色块和拖影。',
  fix: '封装之前的每一级缓冲区都要放得下最大的关键帧，或在编码器里限制关键帧的大小。切勿单独丢弃关键帧；一旦丢失，立即请求编码器重新输出。',
};

export const zhCN: CheckTexts = {
  unit,
  place: {
    clip: '整段视频',
    init: '对象 {object}（初始化分片）',
    segment: '对象 {object}（视频分片）',
    snapshot: '对象 {object}（抓拍图）',
    object: '对象 {object}',
    offset: '偏移 {offset}',
    at: '时间 {at}',
    span: '时间 {at}至 {toMs}',
    frame: '第 {frame} 帧（从 0 数起）',
    key: '{key}后才有下一个关键帧',
    missing: '第 {picture} 帧（从 0 数起）',
    before: '丢失处之后的第一个字节在偏移 {offset}',
    step: '“{step}”一步，开始后 {after}',
    separator: '，',
    list: '；',
    more: '{places}等 {count} 处',
  },
  several: { sentence: '以上是 {count} 处中的第一处，各处从 {least}到 {most}不等。', range: '{least} ～ {most}' },
  ticket: {
    what: '现象',
    where: '位置',
    measured: '测量值',
    limit: '限值',
    expected: '应为',
    header: '头部写的是',
    data: '实际数据是',
    cause: '可能原因',
    fix: '怎么改',
    follows: '随之消失',
    rules: '规则版本',
    colon: '：',
  },
  words: {
    connected: '保持在线',
    grant: '下发上传权限',
    'await-event': '等待事件（挥手）',
    'await-upload': '接收视频',
    verify: '检查视频',
    ts: 'MPEG-TS',
    fmp4: 'fMP4',
    mp4: 'MP4',
    isobmff: 'MP4',
    jpeg: 'JPEG 图片',
    png: 'PNG 图片',
    mkv: 'Matroska',
    ps: 'MPEG 节目流（PS）',
    ts192: '192 字节一包的 MPEG-TS（M2TS，每包前带时间）',
    ts204: '204 字节一包的 MPEG-TS',
    'late-ts': '前面夹有其他数据的 MPEG-TS',
    'obj.container:random': '近似随机数的数据，像是加密过的',
    'obj.container:accepted': 'MPEG-TS、fMP4 或 MP4',
    flv: 'FLV',
    avi: 'AVI',
    annexb: '没有容器的裸码流（Annex B）',
    text: '文本（例如一段报错信息）',
    empty: '空内容',
    unknown: '无法识别的内容',
    h264: 'H.264',
    h265: 'H.265',
    mpeg1: 'MPEG-1',
    mpeg2: 'MPEG-2',
    mpeg4: 'MPEG-4 Part 2',
    mp4v: 'MPEG-4 Part 2',
    av1: 'AV1',
    av01: 'AV1',
    vp09: 'VP9',
    h266: 'H.266',
    vp08: 'VP8',
    vvc1: 'H.266',
    vvi1: 'H.266',
    dvh1: 'Dolby Vision (H.265)',
    dvhe: 'Dolby Vision (H.265)',
    dva1: 'Dolby Vision (H.264)',
    dvav: 'Dolby Vision (H.264)',
    s263: 'H.263',
    h263: 'H.263',
    mjpa: 'Motion JPEG',
    mjpb: 'Motion JPEG',
    'video.codec:jpeg': 'Motion JPEG',
    'video.lost_pictures:picture': '',
    'video.lost_pictures:pictures': '起的多帧',
    'video.lost_pictures:key': '（关键帧）',
    'video.lost_pictures:key_among': '，其中有关键帧',
    'video.lost_pictures:no_key': '',
    'video.lost_pictures:next_key': '的关键帧才恢复',
    'video.lost_pictures:whole_picture': '的画面才恢复',
    'video.lost_pictures:clip_end': '视频结束也没有恢复',
    apcn: 'ProRes',
    apch: 'ProRes',
    apcs: 'ProRes',
    apco: 'ProRes',
    ap4h: 'ProRes',
    m2v1: 'MPEG-2',
    jpeg2000: 'JPEG 2000',
    avs: 'AVS',
    avs2: 'AVS2',
    vc1: 'VC-1',
    SVQ3: 'Sorenson Video 3',
    aac: 'AAC',
    'aac-latm': 'AAC（LATM 封装）',
    mp3: 'MP3',
    g711a: 'G.711 A 律',
    g711u: 'G.711 μ 律',
    g722: 'G.722',
    g723: 'G.723.1',
    g729: 'G.729',
    ac3: 'AC-3',
    eac3: 'E-AC-3',
    opus: 'Opus',
    samr: 'AMR',
    sawb: 'AMR-WB',
    alac: 'Apple Lossless',
    flac: 'FLAC',
    sowt: 'PCM',
    twos: 'PCM',
    lpcm: 'PCM',
    ipcm: 'PCM',
    fpcm: 'PCM',
    raw: 'PCM',
    'ac-4': 'AC-4',
    dtsc: 'DTS',
    dtse: 'DTS',
    private: '未标明编码的私有音频',
    'enc.undeclared:event_key': '用本事件的密钥可以解开',
    'enc.undeclared:random': '内容近似随机数，且长度是 16 的倍数',
    'enc.padding:zeros': '末尾补的是 0',
    'enc.padding:none': '完全没有填充',
    'enc.padding:cut': '最后一个加密块缺失或被改动',
    'enc.key:hex_text': '看起来是把密钥的十六进制文本当成了密钥',
    'enc.key:zero': '看起来用的是全 0 密钥',
    'enc.key:word_swapped': '看起来密钥每个字（word）内的字节顺序反了',
    'enc.key:exchanged': '看起来密钥和 IV 互换了',
    'enc.key:reversed': '看起来密钥的字节顺序反了',
    'enc.key:unknown': '不是本事件下发的密钥',
    'enc.key:missing': '没有可用的密钥',
    'enc.iv:word_swapped': '您用的 IV 每个字（word）内的字节顺序反了',
    'enc.iv:reversed': '您用的 IV 字节顺序反了',
    'enc.iv:zero': '您用的是全 0 的 IV',
    'enc.iv:key': '您把密钥当成了 IV',
    'enc.iv:sequence': '您用的是分片序号',
    'enc.iv:chained': '您接着用了上一个对象的最后一个密文块',
    'enc.iv:prefixed': '您把 IV 写在了密文前面',
    'enc.iv:unknown': '您用的 IV 与声明的不一致',
    'enc.iv:missing': '声明里没有 IV',
    'enc.mode:cenc': 'CENC（Common Encryption，DRM 使用）',
    'enc.mode:plain_samples': '样本（sample）本身不加密',
    'enc.iv_reused:once': '每个对象一个 IV',
    'enc.mode:ecb': 'AES-ECB',
    'enc.mode:ctr': 'AES-CTR',
    'enc.mode:cbc': 'AES-128-CBC',
    'ts.pcr:missing': '没有任何包带有 PCR',
    'ts.pcr:elsewhere': 'PCR 在另一个 PID 上',
    'ts.pcr:present': 'PMT 指定的 PID 上有 PCR',
    'ts.psi:late': '出现在音视频数据之后',
    'ts.psi:crc': '校验值（CRC）不对',
    'mp4.no_moov:no_init': '找不到初始化分片',
    'mp4.no_moov:not_finalised': '文件没有正常收尾',
    'mp4.stss:missing': '文件里没有 stss，播放器会把不是关键帧的画面也当作关键帧',
    'mp4.stss:wrong': 'stss 里列出了不是关键帧的画面',
    'mp4.bomb:*': '所有盒子',
    'video.none:no_track': '没有视频轨',
    'video.none:no_frames': '有视频轨，但没有一帧画面',
    'video.none:no_segments': '没有上传任何视频分片',
    'video.param_sets:missing': '找不到 SPS/PPS',
    'video.param_sets:incomplete': '有画面引用了不存在的 SPS/PPS',
    'video.param_sets:first_segment_only': 'SPS、PPS 只出现在之前的分片中',
    'video.param_sets:glued': '本分片的 SPS/PPS 粘在了上一个分片的末尾，末尾的则属于下一个分片',
    'video.param_sets:damaged_entry': 'avcC/hvcC 里的 SPS/PPS 已损坏，而浏览器只读这里',
    'video.param_sets:damaged': 'SPS/PPS 已损坏',
    'av.offset:sound': '声音比画面',
    'av.offset:picture': '画面比声音',
    'video.level:size': '画面尺寸',
    'video.level:rate': '画面尺寸和帧率',
    'video.first_not_key:other': '普通 P/B 帧',
    'video.first_not_key:recovery': '恢复点（recovery point）',
    'video.first_not_key:cra': 'CRA 帧',
    'video.first_not_key:bla': 'BLA 帧',
    'video.first_not_key:later_segment': '普通 P/B 帧',
    'video.first_not_key:idr': 'IDR 帧',
    forbidden_bit: '禁止位为 1',
    header: 'NAL 头不合法',
    slice_header: 'slice 头无法解析',
    parameter_set: '参数集无法解析',
    length: 'NAL 长度字段不对',
    'video.nal:annexb': 'MP4 里写的是起始码，而不是长度',
    'time.rate:sound': '声音的采样时钟',
    'time.rate:age': '各对象申报的 ageMs',
    'time.rate:causality': '触发以来的时间（装不下这么长的视频）',
    'time.rate:arrival': '各分片到达平台的时间',
    'time.rate:counter': '相邻时间戳的间隔完全相同：它们来自帧计数，而不是时钟。',
    'time.rate:uneven': '相邻时间戳的间隔有变化：它们来自一个快慢不对的时钟。',
    'time.rate:ticks_90': '时间刻度差 90 倍：把 1 kHz 的刻度当成 90 kHz 写入了。',
    'time.rate:ticks_48': '时间刻度差 48 倍：把 1 kHz 的刻度当成 48 kHz（声音的采样率）写入了。',
    'time.rate:ticks_8': '时间刻度差 8 倍：把 1 kHz 的刻度当成 8 kHz（声音的采样率）写入了。',
    'time.rate:double': '差 2 倍：打时间戳之前每两帧丢了一帧，或写入的帧率是实际的两倍。',
    'time.rate:half': '差 ½：写入的帧率只有实际的一半，或把两场当成两帧分别打了时间戳。',
    'time.rate:binary': '差 1024/1000：把一秒当成了 1024 毫秒。',
    'time.rate:night': '写入的是白天的帧率（20），传感器实际按夜间帧率（15）出图。',
    'time.rate:configured': '不是常见的倍数，多半是设定的帧率没有达到。',
    'time.rate:exceeded': '不是常见的倍数，多半是实际帧率高于时间戳所用的帧率。',
    'time.rate:bound': '这只是界限，不是测量值，无法据此判断倍数。',
    'picture.uniform:green': '绿色：亮度和色度全为零',
    'picture.uniform:grey': '灰色：亮度和色度全为 128',
    'picture.uniform:coloured': '任何光线都不会形成的颜色',
    'picture.uniform:plain': '类似墙面、雾或强光直射镜头',
    'snap.decode:no_start': '不是以 JPEG 起始标记开头',
    'snap.decode:no_end': '缺少结束标记，文件被截断',
    'snap.decode:marker': '标记结构错乱',
    'snap.decode:no_scan': '没有图像数据',
    'snap.decode:else': '图像数据无法解码',
    'obj.unread:time': '消耗的处理器时间超过了这样大小的对象允许的上限',
    'obj.unread:memory': '占用的内存超过单个对象的上限',
    'obj.unread:nal_units': 'NAL 单元超过一百万个',
    'obj.unread:crash': '平台的解析程序在此出错',
    'obj.unread:else': '平台的解析程序在此出错',
    'decode.limit:clip_time': '整段视频的所有分片合计，已用完允许的处理器时间',
    'snap.decode:clip_time': '所有抓拍图合计，已用完允许的处理器时间',
    crash: '解码器崩溃',
    time: '消耗的处理器时间超过上限',
    asleep: '解码器停住了，不再占用处理器，也没有给出结果',
    memory: '超过内存上限',
    frames: '超过帧数上限',
    'replay:nonce': '随机数不是本次验证下发的',
    'replay:fingerprint': '画面与以前上传过的完全相同',
    'obj.unread:read': '完整读取',
    'obj.damaged:whole': '结构完整',
    'enc.missing:ciphertext': '加密后的数据',
    'enc.undeclared:plaintext': '未加密的数据',
    'enc.padding:pkcs7': 'PKCS#7',
    'enc.key:event_key': '本事件的密钥',
    'enc.iv:declared': '申报的 IV',
    'ts.psi:first': 'PAT、PMT 位于音视频之前',
    'ts.psi:missing': '没有',
    'mp4.no_fragments:none': '没有',
    'video.none:pictures': '含有画面的视频轨',
    'video.codec:accepted': 'H.264、H.265',
    'video.param_sets:sets_first': 'SPS、PPS 位于使用它们的画面之前',
    'audio.absent:clip': '整段视频',
    'audio.absent:segment': '这个分片',
    'audio.absent:announced': '声明的音频',
    'audio.rate:played': '8、11.025、12、16、22.05、24、32、44.1、48 kHz',
    'decode.limit:decoded': '在限额内完整解码',
    'replay:fresh': '为本次验证新录的视频',
    'flow.segment_missing:complete': '编号连续',
    'flow.token_expired:valid': '有效的令牌',
  },
  checks: {
    'obj.empty': {
      title: '对象为空',
      sentence: '上传的对象是 0 字节。',
      cause: '缓冲区还没有写入数据，上传就已经开始。',
      fix: '等编码数据落入缓冲区后再申请上传地址；0 字节的对象不要上传。',
    },
    'obj.size': {
      title: '大小与声明不符',
      sentence: '收到 {measured}，设备声明的是 {limit}。',
      cause: '传输中断，或计算大小之后缓冲区又被改写。',
      fix: '上传完成前锁定缓冲区；PUT 未返回成功时，用同一地址重传整个对象。',
    },
    'obj.hash': {
      title: '校验值与声明不符',
      sentence: '收到内容的 {algorithm} 是 {measured}，设备声明的是 {limit}。',
      cause: '传输中数据被改动，或对加密前的内容计算了校验值。',
      fix: '对实际上传的（加密后的）字节计算 MD5 和 SHA-256；不一致时重传。',
    },
    'obj.container': {
      title: '封装格式不对',
      sentence:
        '[mixed?同一段视频里有两种封装：这个对象是 {measured}，其他对象是 {limit}。|内容是：{measured}，而不是 {limit}。]',
      cause:
        '[mixed?混入了另一段视频的文件，或中途换了封装格式。|封装器的输出与事件的 container 不一致，或取错了文件。]',
      fix: '[mixed?一段视频从头到尾只用一种封装；如果是两段视频，请分开检查。|从第一个字节起就写 MPEG-TS、fMP4 或 MP4，并让事件的 container 与之一致。]',
      when: {
        'measured:late-ts': {
          title: 'MPEG-TS 前面有多余的字节',
          sentence:
            '第一个 TS 包之前多出[foreignBytes? {foreignBytes}|的数据]，不属于视频[text?：{text}|]。[again?后面的包还有 {again} 处中断。|][once?之后的包一直到文件末尾都是连续的。|]',
          cause:
            '[framing?HTTP 直播流的分界行或头部（multipart 的 boundary、分段头、HTTP 头）和视频一起写进了文件。|自定义的头部，或缓冲区里残留的数据，写到了视频前面。]',
          fix: '[framing?存盘前先剥掉 HTTP 的外层：去掉 boundary、头部和 chunk 长度，使文件的第一个字节就是 0x47，之后每 188 字节一个。|存盘时不要写这段头部：文件的第一个字节应是 0x47，之后每 188 字节一个。][again?每一段都要处理，不只是开头。|]',
        },
      },
    },
    'obj.damaged': {
      title: '封装结构损坏',
      sentence: '文件结构从这里开始无法解析，后面的内容读不出来。',
      cause: '封装过程中内存被覆盖，或数据块拼接顺序错误。',
      fix: '在设备上保存同一份文件，与收到的内容对照，定位写入该位置的代码。',
    },
    'obj.unread': {
      title: '未能读完',
      sentence: '平台没有读完这个对象：{measured}。它本身是否有问题，目前无法判断。',
      cause: '对象里的 NAL 单元、数据包或采样表条目，远多于这一时长的视频所需；否则就是平台的解析程序有问题。',
      fix: '把 NAL 单元、数据包和表条目的数量与画面帧数对照。如果数量正常，摄像机无需修改，请保留该文件交给平台运营方。',
    },
    'enc.none': {
      title: '视频未加密',
      sentence: '本事件声明不加密，视频以明文上传。',
      cause: '调试阶段关闭了加密。',
      fix: '出货前请打开 AES-128 加密，保护用户隐私。',
    },
    'enc.missing': {
      title: '声明加密，实际是明文',
      sentence: '声明了 AES-128 加密，收到的却是未加密的{measured}。',
      cause: '加密开关没有生效，或上传了加密前的缓冲区。',
      fix: '上传加密后的数据；如果确实不加密，打开事件时请声明 encryption 为 none。',
    },
    'enc.undeclared': {
      title: '声明不加密，实际已加密',
      sentence: '声明不加密，但内容已被加密：{measured}。',
      cause: '设备已加密，却没有在事件声明里写明。',
      fix: '打开事件时声明 encryption 为 aes-128，并为每个对象给出 IV。',
    },
    'enc.block': {
      title: '密文长度不是 16 的倍数',
      sentence: '密文末尾多出 {measured}，AES-CBC 的密文必须是 {limit}的整数倍。',
      cause: '最后一块没有填充，或上传时被截断。',
      fix: '加密前按 PKCS#7 填充，并上传全部密文。',
    },
    'enc.padding': {
      title: '填充不正确',
      sentence: '解密后没有正确的 PKCS#7 填充：{measured}。',
      cause: '加密库关闭了填充、使用了补零，或末尾被截断。',
      fix: '使用 PKCS#7 填充；长度恰好是 16 的倍数时，也要再补一整块（16 个 0x10）。',
    },
    'enc.key': {
      title: '密钥不对',
      sentence: '用本事件的密钥解密，得不到任何已知格式：{measured}。',
      when: {
        'measured:missing': {
          title: '缺少密钥',
          sentence: '对象无法解密：{measured}。',
          cause: '声明了 AES-128 加密，却没有可用的事件密钥。',
          fix: '请随对象一并提供该事件的密钥。',
        },
      },
      cause: '使用了上一个事件的密钥，或没有把密钥还原成 16 个原始字节。',
      fix: '每个事件都重新取密钥，并解码成 16 个原始字节再使用，不要直接使用文本。',
    },
    'enc.iv': {
      title: 'IV 不对',
      sentence: '密钥正确，但[objects? {objects} 个对象的|]前 16 个字节解不出来：{measured}。',
      cause: '加密时的 IV 与为该对象声明的 IV 不同。',
      fix: `为每个对象生成新的随机 IV，用它加密，并声明同样的 16 个字节：${IV_FIELD}。`,
      when: {
        'measured:missing': {
          title: '缺少 IV',
          sentence: '对象无法解密：{measured}。',
          cause: '对象没有附带加密时使用的 IV。',
        },
        'measured:key': {
          cause: '调用加密函数时，IV 参数传入的是密钥：参数顺序写反，或两者用了同一个缓冲区。',
          fix: `把该对象自己的 16 个随机字节作为 IV 传给加密函数，并声明同样的字节：${IV_FIELD}。`,
        },
        'measured:zero': {
          cause: '打开加密时没有传入 IV，许多加密库会当作 16 个 0；或 IV 缓冲区在加密之后才写入。',
          fix: `加密第一个块之前，先把声明的 16 个字节传给加密函数；${IV_FIELD}。`,
        },
        'measured:sequence': { cause: '用分片序号作 IV，这是 HLS 没有写明 IV 时的默认做法（RFC 8216，5.2）。' },
        'measured:chained': {
          cause: '沿用了上一个对象的加密上下文，CBC 从它的最后一个密文块接着往下加密。',
          fix: `每个对象都重新打开加密，使用自己的 IV，并声明它：${IV_FIELD}。`,
        },
        'measured:prefixed': {
          cause: '像许多 AES 示例代码那样，先把 IV 写进了文件，再写密文。',
          fix: `只上传密文；${IV_FIELD}。`,
        },
        'measured:reversed': {
          cause: '加密时，或转成十六进制时，16 个字节被当作一个大数整体颠倒了。',
          fix: `按加密函数使用的顺序声明这些字节：${IV_FIELD}。`,
        },
        'measured:word_swapped': {
          cause: 'AES 硬件按小端字（word）读取 IV，密钥做了字节翻转，IV 没有做。',
          fix: `IV 和密钥一样按字翻转后再写入硬件，声明时用 AES 的标准顺序：${IV_FIELD}。`,
        },
      },
    },
    'enc.iv_reused': {
      title: 'IV 重复使用',
      sentence: '这些对象使用了同一个 IV：{measured}。',
      cause: 'IV 是固定值，或每个事件只生成一次。',
      fix: '为每个对象生成新的随机 IV，否则相同的开头会暴露出来。',
    },
    'enc.mode': {
      title: '加密模式不对',
      sentence: '内容是用 {measured} 加密的，要求使用 {limit}。',
      when: {
        'measured:cenc': {
          title: 'MP4 内部被加密（CENC）',
          sentence: 'MP4 里的样本（sample）本身被加密：{measured}。没有许可证服务器，任何播放器都放不出画面。',
          cause: '封装器打开了 Common Encryption，也就是 DRM 加密。',
          fix: '请关闭它，让 MP4 里的样本保持明文。这里保护视频的方式是对每个对象整体做 AES-128-CBC 加密，并在打开事件时写明。',
        },
      },
      cause: '加密库的默认模式不是 CBC。',
      fix: '改用 AES-128-CBC，对整个对象加密，并用 PKCS#7 填充。',
    },
    'ts.align': {
      title: 'TS 包不完整',
      sentence: '末尾多出 {measured}，而 MPEG-TS 以 {limit}为一整包。',
      cause: '上传时被截断，或缓冲区大小不是 188 的倍数。',
      fix: '按整包写入和上传；分片结束时先把封装器里的数据全部输出。',
    },
    'ts.sync': {
      title: 'TS 同步丢失',
      sentence: '有 {measured} 处找不到 TS 包开头的同步字节 0x47，这些位置的音视频无法读取。',
      cause: '数据中夹杂了其他内容，或环形缓冲区被覆盖。',
      fix: '检查环形缓冲区的读写指针；上传期间不要覆盖尚未发送的数据。',
    },
    'ts.psi': {
      title: '缺少 PAT/PMT',
      sentence: '整个对象里没有可用的 PAT 和 PMT，播放器找不到音视频。',
      cause: '只在录像开始时写了一次节目表，后面的分片里没有。',
      fix: '在每个分片开头写入 PAT 和 PMT。',
      mild: {
        title: 'PAT/PMT 有问题',
        sentence: 'PAT/PMT {measured}。',
        cause: '封装器没有在分片开头输出节目表，或节目表的校验计算有误。',
      },
    },
    'ts.stream_type': {
      title: 'PMT 写错了编码类型',
      sentence: 'PMT 写的是 {limit}，码流实际是 {measured}，播放器会启动错误的解码器。',
      cause: 'PMT 里的 stream type 是固定值，切换编码后没有更新。',
      fix: '按编码器的设置写 stream type：H.264 是 0x1B，H.265 是 0x24；改完后重新计算 PMT 的 CRC_32。',
    },
    'ts.pcr': {
      title: '缺少时钟参考（PCR）',
      sentence: 'PMT 指定的位置没有 PCR：{measured}。浏览器可以播放，机顶盒和部分播放器不行。',
      cause: '封装器没有写 PCR，或 PMT 指定的 PID 不对。',
      fix: '在 PMT 指定的 PID（一般是视频）上至少每 100 毫秒写一次 PCR。',
    },
    'ts.continuity': {
      title: '[missing?TS 包丢失|TS 包丢失或乱序]',
      sentence:
        '[missing?PID {pid} 的连续计数器中断一次：这里缺 {missing} 个包（计数器满 16 归零，也可能再多缺 16 的整数倍），画面会花屏或停顿。|TS 包的连续计数器中断 {measured} 次：中间有包丢失或乱序，画面会花屏或停顿。]',
      cause:
        '[missing?封装器已经写出的包，在写入缓冲区、存储或上传时丢掉了。|封装器缓冲区溢出、丢包，或数据块拼接顺序错误。]',
      fix: '[missing?把设备上保存的文件与收到的对照：设备上也缺，检查封装器输出缓冲区是否溢出；设备上不缺，检查存储和上传。|加大封装缓冲区；把设备上保存的文件与收到的对照，查出包在哪一步丢失或错位。]',
      when: {
        'breaks:once': {
          sentence:
            'PID {pid} 的连续计数器中断一次：应为 {expected}，实际是 {found}。这里缺 {missing} 个包（计数器满 16 归零，也可能再多缺 16 的整数倍），画面会花屏或停顿。',
        },
        'breaks:several': {
          sentence:
            '连续计数器中断 {measured} 次，第一次在 PID {pid}：应为 {expected}，实际是 {found}；其余在第 {others} 字节处。至少共缺 {missing} 个包，这些位置的画面会花屏或停顿。',
        },
        'breaks:order': {
          sentence:
            '连续计数器中断 {measured} 次，第一次在 PID {pid}：应为 {expected}，实际是 {found}[others?；其余在第 {others} 字节处|]。包的顺序错乱，或缺失很多，画面会花屏或停顿。',
          cause: '数据块拼接顺序错误，环形缓冲区在读出前被覆盖，或丢失了一长段数据。',
          fix: '把设备上保存的文件与收到的对照：设备上也有问题，检查封装器输出缓冲区的大小和各块写出的顺序；设备上没有，检查存储和上传。',
        },
      },
    },
    'ts.pes_short': {
      title: 'PES 包不完整',
      sentence: '有 {measured} 个 PES 包比自己声明的短，或包头无效。',
      cause: '帧数据没有写完就结束了分片。',
      fix: '写完整一帧后再切分片；视频 PES 的长度可以填 0。',
    },
    'ts.tei': {
      title: 'TS 包带有错误标志',
      sentence: '有 {measured} 个包设置了 transport_error_indicator。',
      cause: '上游链路标记了错误，或包头被改写。',
      fix: '设备自己封装的流不应出现该标志，请检查写包头的代码。',
    },
    'ts.scrambled': {
      title: 'TS 包带有加扰标志',
      sentence: '有 {measured} 个包设置了加扰位，播放器无法解开。',
      cause: '启用了 TS 级加扰，或包头被改写。',
      fix: '关闭 TS 加扰；加密请对整个对象使用 AES-128-CBC。',
    },
    'mp4.data_length': {
      title: 'mdat 的长度写错',
      sentence: '“mdat”盒子写的长度是 {measured}，连同盒子头和全部采样应为 {limit}。',
      cause: '写 mdat 长度时数据还没有写完，之后没有回填。',
      fix: '全部采样写入后回填 mdat 的长度，长度包含 8 字节的盒子头。',
    },
    'mp4.truncated': {
      title: 'MP4 被截断',
      sentence: '文件在“{box}”盒子中间断了，还差 {measured}，断点之后的画面无法播放。',
      cause: '上传被中断，或文件还没有写完。',
      fix: '等文件写完再上传；建议使用 fMP4，每个分片写完即可发送。',
      mild: {
        title: 'MP4 的最后一个盒子不完整',
        sentence: '“{box}”盒子还差 {measured}，但画面和声音都在。',
        cause: '盒子的长度写大了，或末尾没有用到的部分被截掉。',
        fix: '内容写完后再写每个盒子的长度。',
      },
    },
    'mp4.samples_missing': {
      title: '部分帧数据不在文件里',
      sentence: '有 {measured} 帧（采样）的数据不在文件里，播放到那里会中断。',
      cause: '文件被截断，或偏移是按另一个文件计算的。',
      fix: '上传完整文件；fMP4 请使用相对 moof 的偏移（default-base-is-moof）。',
    },
    'mp4.no_moov': {
      title: '缺少 moov',
      sentence: '没有 moov（播放所需的索引），整个文件无法播放：{measured}。',
      cause: '录像结束前断电或中断，或没有上传初始化分片。',
      fix: '使用 fMP4，并把初始化分片作为第一个对象上传；单个 MP4 要等录像收尾后再上传。',
    },
    'mp4.no_fragments': {
      title: '没有媒体分片',
      sentence: '只有初始化信息，没有画面数据（moof）。',
      cause: '把普通 MP4 当作 fMP4 上传，或分片没有写入。',
      fix: '声明为 fmp4 时，每个视频分片都要包含 moof 和 mdat；单个 MP4 请声明为 mp4。',
    },
    'mp4.sequence': {
      title: '片段序号不连续',
      sentence: '片段序号是 {measured}，应该是 {limit}。',
      cause: '中间丢失了片段，或分片拼接顺序错误。',
      fix: '确认每个 moof 都已写入并按顺序上传，序号逐个加 1。',
      mild: {
        cause: '封装器重新开始计数；时间是连续的，可以播放。',
        fix: '建议序号在整个事件内递增。',
      },
    },
    'mp4.tfdt': {
      title: '片段从 0 之前开始',
      sentence: '有 {measured} 个片段的解码时间是负数，第一个是 {seconds} 秒；播放器按无符号数读取，会得到极大的时间。',
      cause: '第一个片段的时间减去了 AAC 的起始填充，或混用了音频和视频的时钟。',
      fix: 'tfdt 从 0 或更大的值开始，AAC 的起始填充用 edit list 去掉。',
      mild: {
        title: '片段没有解码时间',
        sentence: '有 {measured} 个片段缺少 tfdt，播放器只能按顺序推算时间。',
        cause: '封装器没有写 tfdt 盒子。',
        fix: '在每个 traf 里写入 tfdt，拖动进度条才能准确定位。',
      },
    },
    'mp4.trun_flags': {
      title: 'trun 的标志与表项不符',
      sentence:
        '[fields?标志 {flags} 表示每项有 {measured}，实际每项只有 {limit}：声明了 {fields}，表项里却没有。|标志 {flags} 与 trun 的表项对不上，一边有另一边没有的字段。]',
      cause:
        '[fields?封装器设置了 {fields} 的标志，写表项时却没有写这个字段。|标志写成了固定值，与实际写入的字段不一致。]',
      fix: '[right?表项没有问题，把标志从 {flags} 改成 {right}。|表项里有的字段都要设置对应标志，没有的不要设置：0x100 时长、0x200 大小、0x400 标志、0x800 composition offset。]',
    },
    'mp4.nal_length_size': {
      title: 'NAL 长度字段的字节数不对',
      sentence:
        '[box?{box} 声明每个 NAL 前的长度占 {measured}，采样里实际占 {limit}。|样本描述与采样里 NAL 长度字段的字节数不一致。]',
      cause: 'lengthSizeMinusOne 写成了固定值，与封装器实际写入的长度字段不一致。',
      fix: '[byte?采样没有问题，要改的是 {box} 里的 lengthSizeMinusOne：把偏移 {byte} 处的字节从 {old} 改成 {new}。|lengthSizeMinusOne 应等于采样里长度字段的字节数减 1，四字节长度写 3。]',
    },
    'mp4.last_duration': {
      title: '最后一帧的时长异常',
      sentence: '最后一帧声明的时长是 {measured}，与其他帧相比最多应为 {limit}。',
      cause: '最后一个采样的时长没有初始化，或按并不存在的下一帧计算。',
      fix: '最后一个采样使用与前一个采样相同的时长。',
    },
    'mp4.stss': {
      title: '关键帧表不正确',
      sentence: '{cause}，这样的画面有 {measured} 帧；拖动到这些位置会花屏。',
      cause: '封装器没有写 stss，或帧的计数与编码器不一致。',
      fix: '在 stss 中准确列出 IDR 帧，序号从 1 开始。',
    },
    'mp4.bomb': {
      title: '表项数量不合理',
      sentence: '“{box}”盒子声明了 {measured} 项，文件里最多放得下 {limit} 项。',
      cause: '文件头损坏。',
      fix: '检查写入该盒子的代码，数量必须与实际内容一致。',
    },
    'mp4.moov_at_end': {
      title: 'moov 在文件末尾',
      sentence: 'moov 写在画面数据之后，文件传完才能播放。',
      cause: '封装器默认在收尾时才写 moov。',
      fix: '改用 fMP4，或把 moov 移到文件开头（faststart）。',
    },
    'mp4.hev1': {
      title: 'H.265 标记为 hev1',
      sentence: '采样项标记是 {measured}，苹果设备只能播放 {limit}。',
      cause: '封装器默认使用 hev1。',
      fix: '把 VPS/SPS/PPS 写进 hvcC，并把采样项标记改为 hvc1。',
    },
    'video.none': {
      title: '没有视频',
      sentence: '找不到可播放的视频：{measured}。',
      cause: '只上传了音频，或视频编码器没有启动。',
      fix: '确认编码器已输出视频帧，并写入了分片。',
    },
    'video.codec': {
      title: '视频编码不支持',
      sentence: '视频编码是 {measured}，只支持 {limit}。',
      cause: '编码器配置成了其他格式。',
      fix: '把编码器设置为 H.264 或 H.265。',
    },
    'video.codec_mismatch': {
      title: '视频编码不符',
      sentence: '码流是 {measured}，应为 {limit}。',
      cause: '切换编码后没有更新事件里的 codec。',
      fix: '打开事件时按编码器的当前设置填写 codec。',
    },
    'video.param_sets': {
      title: '缺少 SPS/PPS',
      sentence: '播放器无法初始化解码器：{measured}。',
      cause: '编码器只在启动时输出一次参数集，预录缓冲里没有保留。',
      fix: '在每个 IDR 帧之前重复写入 SPS/PPS（H.265 还要有 VPS）。',
    },
    'video.sps_not_first': {
      title: '第一个关键帧之前没有 SPS/PPS',
      sentence: '参数集出现得太晚，从本分片开始播放会丢失开头的画面。',
      cause: '参数集没有和关键帧一起写入分片。',
      fix: '每个分片都以 SPS/PPS 加 IDR 帧开头。',
    },
    'video.first_not_key': {
      title: '第一帧不是关键帧',
      sentence: '视频的第一帧是{measured}，播放器在下一个关键帧之前无法显示画面。',
      cause: '预录缓冲没有从 IDR 帧处截取。',
      fix: '从缓冲区里最早的 IDR 帧开始输出，之前的帧全部丢弃。',
      mild: {
        title: '没有以 IDR 帧开头',
        sentence: '本分片的第一帧是{measured}，可以连续播放，但从这里开始播放时画面会缺失或延迟。',
        cause: '编码器使用了开放式 GOP、帧内刷新，或分片没有在 IDR 帧处切开。',
        fix: '每个视频分片都从 IDR 帧开始。',
      },
    },
    'video.sps_conflict': {
      title: '两处 SPS 不一致',
      sentence: '采样项里写的是 {limit}，码流里是 {measured}。',
      cause: 'avcC/hvcC 是按编码器的另一种设置写入的。',
      fix: '用正在录制的码流里的参数集生成 avcC/hvcC。',
    },
    'video.dims': {
      title: '分辨率超出上限',
      sentence: '分辨率是 {measured}，上限是 {limit}。',
      cause: 'SPS 损坏，或编码分辨率过大。',
      fix: '把编码分辨率设置在上限以内。',
    },
    'video.dims_mismatch': {
      title: '分辨率不符',
      sentence: '实际分辨率是 {measured}，应为 {limit}。',
      cause: '上传了子码流，或 SPS 没有写裁剪信息（例如 1088 行没有裁成 1080）。',
      fix: '按编码后的实际画面填写宽和高，并在 SPS 里写明裁剪。',
    },
    'video.dims_change': {
      title: '分辨率中途改变',
      sentence: '分辨率从 {limit} 变成了 {measured}。',
      cause: '录像过程中切换了码流或画质。',
      fix: '一个事件内保持分辨率不变；需要切换时，请先关闭事件再打开新的事件。',
    },
    'video.profile': {
      title: '浏览器无法播放的编码规格',
      sentence: '编码规格是 {measured}，浏览器只能播放 {limit}。',
      cause: '编码器设置成了 10 位、4:2:2 或 4:4:4。',
      fix: '使用 Main 或 High 规格，8 位，4:2:0。',
      mild: {
        title: '视频没有色度信息',
        sentence: '编码规格是 {measured}，大多数播放器能播放，但并非全部。',
        cause: '夜视模式下编码器切换成了单色（4:0:0）。',
        fix: '夜视时也请使用 4:2:0。',
      },
    },
    'video.level': {
      title: 'SPS 里的级别（level）过低',
      sentence: 'SPS 写的级别是 {limit}，按{cause}需要 {measured}，硬件解码器可能拒绝播放。',
      cause: '级别是固定值，提高分辨率或帧率后没有更新。',
      fix: '把编码器的级别提高到该视频实际需要的级别，或设置为自动。',
    },
    'video.reorder': {
      title: 'SPS 让解码器多等画面',
      sentence: '按 SPS，显示一帧之前最多要等 {measured} 帧，任何码流都用不到 {limit} 帧以上。',
      cause: '编码器写入了最大值，而不是实际使用的值。',
      fix: '按实际情况写 max_num_reorder_frames（H.265 是 sps_max_num_reorder_pics），没有 B 帧时写 0。',
    },
    'video.nal': {
      title: '码流损坏',
      sentence: '有 {measured} 个 NAL 单元损坏（{cause}），画面会花屏或缺失。',
      cause: '编码输出在内存中被覆盖，或封装时长度写错。',
      fix: '检查编码缓冲区的生命周期；MP4 里每个 NAL 前写 4 字节长度，MPEG-TS 里写起始码。',
    },
    'video.lost_pictures': {
      title: '编码与封装之间丢帧',
      sentence: `${LOST}${GARBLED}`,
      cause: '码率过高、存储太慢或环形缓冲区太小，封装前丢弃了编码帧；后面参考它的画面都会出现色块和拖影。',
      fix: '降低码率或加大缓冲区。必须丢帧时，一直丢到下一个关键帧，或请求编码器立即输出关键帧；切勿单独丢弃关键帧。',
      mild: {
        title: '[single?丢了一帧编码画面|有编码帧丢失]',
        cause: '封装前丢了编码帧，后面参考它的画面会出现色块和拖影。',
        fix: '确保每一帧都写入文件，关键帧尤其不能丢；必须丢帧时，请求编码器立即输出关键帧。',
      },
      when: {
        'what:key': KEY_LOST,
        'what:opening_key': {
          ...KEY_LOST,
          sentence: `对象 {object} 开头的关键帧（第 {picture} 帧，{at}）丢失${GARBLED}`,
        },
      },
    },
    'video.frame_num_gap': {
      title: '编码与封装之间丢帧',
      sentence: '有 {measured} 处丢帧（frame_num 跳变），允许不超过 {limit} 处。',
      cause: '码率过高或存储太慢，封装前丢弃了帧。',
      fix: '降低码率或加大缓冲区；必须丢帧时，应一直丢到下一个 IDR 帧。',
      mild: {
        title: '偶有丢帧或重复帧',
        sentence: 'frame_num 有 {measured} 处跳变或重复，到下一个关键帧之前画面会出错。',
        cause: '封装前丢了帧或同一帧写了两次，或编码器没有正确递增 frame_num。',
        fix: '确保每一帧都写入文件且只写一次，尤其是 IDR 帧。',
      },
    },
    'video.gop': {
      title: '关键帧间隔过长，分片无法单独播放',
      sentence:
        '除第一个分片外，没有分片以关键帧开头，两个关键帧之间最长 {measured}；无法拖动，按关键帧切分的录像机存不下任何内容。',
      cause: '开启了“智能编码”（Smart codec、H.264+、H.265+），画面静止时会拉长 GOP。',
      fix: '关闭智能编码，使用固定 GOP：每 1–4 秒一个关键帧，并且每个分片以关键帧开头。',
      mild: {
        title: '关键帧间隔过长',
        sentence: '两个关键帧之间最长 {measured}，建议不超过 {limit}。',
        cause: '编码器的 GOP 设置过长。',
        fix: '把关键帧间隔设置为 1–4 秒，拖动和起播会更快。',
      },
    },
    'video.fps': {
      title: '帧率过低',
      sentence: '平均帧率只有 {measured}，建议不低于 {limit}。',
      cause: '夜间自动降帧，或编码性能不足。',
      fix: '把最低帧率设置为 10 帧/秒以上。',
    },
    'video.bitrate': {
      title: '码率过低',
      sentence: '平均码率只有 {measured}，低于 {limit}，画面可能是黑屏或静止的。',
      cause: '镜头被遮挡、ISP 没有启动，或码率设置有误。',
      fix: '确认画面正常，并检查码率设置。',
    },
    'time.missing': {
      title: '缺少时间戳',
      sentence: '{measured} 的视频 PES 包没有 PTS。',
      cause: '封装器没有给每一帧写入时间戳。',
      fix: '为每一帧写入 PTS；有 B 帧时同时写入 DTS。',
    },
    'time.duplicate': {
      title: '时间戳重复',
      sentence: '{measured} 的画面与前一帧时间戳相同（共 {count} 帧）。',
      cause: '清空队列时给多帧打上了同一时间，时钟精度太低，或定时器没有走。',
      fix: '采集时就给每一帧打时间戳，使用精度高于帧间隔的单调时钟；任何两帧都不能相同。',
      mild: {
        sentence: '{measured} 的画面与前一帧时间戳相同（共 {count} 帧），播放器会丢弃或改写它们。',
      },
    },
    'time.outlier': {
      title: '个别时间戳异常',
      sentence: '有 {measured} 帧的时间戳偏离前后各帧后又恢复，第一处偏差 {seconds} 秒。',
      cause: '编码回调的某条路径没有初始化时间戳，或 64 位时间被分两次读取（高低 32 位不一致）。',
      fix: '确保每条输出帧的路径都写入时间戳，并一次性读取 64 位时间。',
    },
    'time.mixed_sessions': {
      title: '时间戳在两个序列之间跳动',
      sentence:
        '时间戳在两个相差 {seconds} 秒的序列之间来回切换 {measured} 次，每个序列各自连续。[stamp?第一次切换：解码时间应为 {due} 秒，实际是 {stamp} 秒（前一帧是 {before} 秒）。|]',
      cause: '重新连接后旧的码流没有停止，两路同时写入同一个文件；或封装器交替使用了两个时间基准。',
      fix: '启动新码流前停止旧码流并清空它的队列，每个会话使用独立的封装器。如果只有一路码流，请检查封装器从哪里取时间。',
      when: {
        'stream:one': {
          sentence:
            '时间戳在两个相差 {seconds} 秒的序列之间来回切换 {measured} 次，而画面始终是同一路码流[pcr?，同一个包里的 PCR 也是连续的（{pcr} 秒）|]。[stamp?第一次切换：解码时间应为 {due} 秒，实际是 {stamp} 秒（前一帧是 {before} 秒）。|]',
          cause:
            '码流只有一路，但 PTS 和 DTS 轮流取自两个时钟：例如起始时间记了两份，或一个从开机算起，一个从开始录像算起。',
          fix: '每路码流只取一次起始时间，只用一个时钟，所有帧的 PTS 和 DTS 都由它计算[pcr?，与 PCR 一样|]。检查是否还有另一条路径把帧送进封装器。',
        },
      },
    },
    'time.no_dts': {
      title: 'B 帧没有 DTS',
      sentence:
        '有 {measured} 帧的解码时间早于文件里的前一帧，这些其实是显示时间。[due?这一帧是 {stamp} 秒，按均匀的间隔应为 {due} 秒。|]',
      cause: '编码器输出了 B 帧，但只写了 PTS，播放器只能把它当作解码时间。',
      fix: '同时写入编码器给出的 DTS 和 PTS，或关闭 B 帧。',
      when: {
        'dts:copy': {
          title: 'DTS 照抄了 PTS',
          sentence:
            '有 {measured} 帧的 DTS 早于文件里的前一帧。每个 DTS 都与 PTS 相同，而 B 帧的解码顺序与显示顺序不同。[due?这一帧的 DTS 是 {stamp} 秒，按均匀的间隔应为 {due} 秒。|]',
          cause: '编码器输出了 B 帧，封装器把 PTS 同时写进了两个字段。',
          fix: 'DTS 写编码器自己给出的值：逐帧递增，且不晚于 PTS；PTS 不用改。也可以关闭 B 帧。',
        },
      },
    },
    'time.backwards': {
      title: '时间戳倒退',
      sentence:
        '[stamp?视频进行到 {at}时，解码时间应为 {due} 秒，实际却是 {stamp} 秒，比应有的早了 {measured}（前一帧是 {before} 秒）。|视频进行到 {at}后，时间戳倒退了 {measured}。]',
      cause:
        '[inside?录像过程中系统时钟被往回拨（例如 NTP 对时），而时间戳取自系统时钟；或编码器、封装器中途重启，换了时间起点。|录像过程中对时（NTP）改动了系统时钟，分片顺序错误，或每个分片的时间戳都重新从 0 开始。]',
      fix: '[inside?时间戳使用单调时钟（CLOCK_MONOTONIC），不要使用系统时间；编码器重启后接着原来的时间继续。|时间戳使用单调时钟，各分片之间保持连续；分片按顺序上传。]',
      when: {
        'cause:anew': {
          sentence: SEAM,
          cause: '每个分片的时间戳都从同一时刻重新开始：封装器为每个分片各用一个时钟。',
          fix: '时间戳在各分片之间保持连续：所有分片都减去同一个起点，即第一个分片的起点。',
        },
        'cause:order': {
          sentence: SEAM,
          cause: '分片顺序错误：这个分片的全部时间都早于它前面的某个分片。',
          fix: '按录制的先后给分片编号并上传。',
        },
        'cause:base': {
          sentence: SEAM,
          cause:
            '倒退发生在分片的第一帧：每个分片都重新读取时间起点，而读到的起点不同；或切换分片时系统时钟被往回拨（例如 NTP 对时）。',
          fix: '开始录像时从单调时钟（CLOCK_MONOTONIC）读取一次起点，所有分片共用。',
        },
      },
    },
    'time.gap': {
      title: '画面中断',
      sentence: '视频进行到 {at}后，相邻两帧相隔 {measured}，上限是 {limit}。',
      cause: '丢帧、丢失分片，或录像过程中对时改动了系统时钟。',
      fix: '时间戳使用单调时钟；检查该时间点前后是否丢帧或漏传分片。',
    },
    'time.start': {
      title: '文件不是从 0 开始',
      sentence: '文件从 {measured}开始，播放器显示的时长会出错，或在第一帧之前空等。',
      cause: '封装器接着上一个文件的时间继续累加，或使用了开机以来的时间。',
      fix: '减去第一帧的时间，让每个 MP4 文件都从 0 开始。',
    },
    'time.duration': {
      title: '时长与声明不符',
      sentence: '实际时长是 {measured}，声明的是 {limit}。',
      cause: '内容不完整，或时长按墙上时钟估算。',
      fix: '按第一帧和最后一帧的时间戳计算时长。',
    },
    'time.too_short': {
      title: '视频太短',
      sentence: '一共只有 {measured}的视频，至少需要 {limit}。',
      cause: '事件过早关闭，或录像提前停止。',
      fix: '按上传权限里要求的时长录像，再关闭事件。',
      mild: {
        sentence: '一共有 {measured}的视频；验证至少需要 {limit}。',
        cause: '单独一个分片可以这么短。',
        fix: '检查整个事件，才能看出长度是否足够。',
      },
    },
    'time.rate': {
      title: '视频播放速度不对',
      sentence:
        '以{by}为准，实际录制用时是时间戳所示的 {measured}：时间戳按每秒 {stamped} 帧，实际每秒 {delivered} 帧。{factor}{stamps}',
      when: {
        'by:causality': {
          sentence:
            '以{by}为准，实际录制用时最多是时间戳所示的 {measured}：时间戳按每秒 {stamped} 帧，实际每秒至少 {delivered} 帧。{factor}{stamps}',
        },
      },
      cause: '时间戳按帧数和设定的帧率推算，而传感器和编码器实际达到的帧率不同；或写入的时间刻度与计数时的不一致。',
      fix: '用单调时钟记录每一帧的采集时刻作为时间戳，并与封装时声明的时间刻度一致，不要按帧数推算。若依据是 ageMs，也请检查 ageMs 和 preRecordMs。',
    },
    'time.clock': {
      title: '设备时钟不准',
      sentence: '设备时钟与平台相差 {measured}，允许相差 {limit}。',
      cause: '开机后还没有完成对时。',
      fix: '打开第一个事件之前先完成对时；事件里同时填写 ageMs。',
    },
    'av.offset': {
      title: '音画错位',
      sentence:
        '[late?{late}从头到尾晚 {measured}，上限是 {limit}。|音频与视频从头到尾相差 {measured}，上限是 {limit}。][sound?最早的显示时间（PTS）：声音 {sound} 秒，画面 {picture} 秒。|]',
      cause:
        '[constant?相差的时间不变，快慢一致，只是零点不同：两路各从自己启动的时刻计时，其中一路启动得晚、带有预录缓冲，或时间戳里多算了一段编码延迟。|音频和视频使用了不同的时钟。]',
      fix: '[constant?两路都在采集那一刻取同一个时钟打时间戳，封装时减去同一个零点，不要各减各的第一个时间戳。|音频和视频的时间戳使用同一个时钟。]',
    },
    'av.length': {
      title: '音画长度不一致',
      sentence: '音频与视频的起点或终点相差 {measured}，建议不超过 {limit}。',
      cause: '其中一路提前停止，或采样率与实际不符。',
      fix: '同时停止两路，并核对音频采样率。',
    },
    'audio.absent': {
      title: '声明了声音，实际没有',
      sentence: '文件声明了音频，但{measured}没有一帧音频。',
      cause: '音频编码器没有运行，或音频帧没有送到封装模块。',
      fix: '只要码流声明了音频，就持续把音频帧送入封装；没有麦克风的设备，不要在 PMT 或 moov 里声明音频。',
    },
    'audio.adts': {
      title: 'AAC 缺少 ADTS 头',
      sentence: 'MPEG-TS 里的 AAC 没有 ADTS 头，播放器无法解码声音。',
      cause: '直接写入了编码器输出的裸 AAC 帧。',
      fix: '在每个 AAC 帧前加上 7 字节的 ADTS 头。',
    },
    'audio.codec': {
      title: '音频编码兼容性差',
      sentence: '音频编码是 {measured}，浏览器可能没有声音。',
      cause: '设备使用了电话类或其他音频编码。',
      fix: '建议改用 AAC。',
    },
    'audio.rate': {
      title: '声音的采样率与文件声明不符',
      sentence:
        'esds 里的 AudioSpecificConfig 写的是 {measured}[entryHz?，mp4a 写的是 {entryHz}|]，而声音本身是 {limit}。播放器以 AudioSpecificConfig 为准，放出来是杂音、没有声音，或音调不对。',
      cause: 'esds 里的 AudioSpecificConfig 不是编码器实际使用的采样率。',
      fix: '把编码器输出的 AudioSpecificConfig 原样写入 esds[byte?（偏移 {byte} 处，{old} 改成 {new}）|]，音轨的 timescale 也使用该采样率。',
      mild: {
        title: '手机不支持的采样率',
        sentence: '音频采样率是 {measured}，手机支持的是 {limit}。',
        cause: '麦克风使用了电脑能播放、手机不能播放的采样率，手机上没有声音。',
        fix: '编码器改用上述采样率之一；语音使用 16 kHz 即可。',
      },
    },
    'audio.backwards': {
      title: '音频时间戳倒退',
      sentence: '进行到 {at}后，音频时间戳倒退了 {measured}，共 {count} 处。',
      cause: '音频时间戳取自中途被校正的时钟，或音频包写入的顺序错误。',
      fix: '从同一个起点按采样数累计音频时间戳，起点取自单调时钟；按时间戳顺序写入音频包。',
    },
    'audio.gap': {
      title: '音频时间戳向前跳变',
      sentence:
        '[opening?从对象 {object} 的第一段声音起，音频时间戳向前跳了 {measured}|进行到 {at}后，音频时间戳向前跳了 {measured}]，超前于画面[stamp?：应为 {due} 秒，实际是 {stamp} 秒|]。播放器会在这里静音或重新开始。',
      cause:
        '[opening?每个分片都重新读取音频时间戳的起点；或音频时钟恰好在此时被校正或溢出。|音频时钟在录像中途被校正或溢出。]',
      fix: '从同一个起点按采样数累计音频时间戳，跨分片也要连续；起点取自单调时钟。',
      mild: {
        title: '声音中断',
        sentence:
          '进行到 {at}后，画面继续，声音中断了 {measured}[frames?，缺 {frames} 帧音频|]。[stamp?中断前最后一段声音的时间戳是 {before} 秒|][lastOffset?（第 {lastOffset} 字节）|][stamp?，下一段应为 {due} 秒，实际是 {stamp} 秒。|][more?另有 {more} 处这样的中断。|]',
        cause:
          '[counter?中断前后包的连续计数器是连续的，说明这些帧没有到达封装器：语音检测没有发送，或在编码与封装之间丢失。|音频帧在编码与封装之间丢失，或开启了语音检测，无人说话时不发送。]',
        fix: '加大音频队列；开启语音检测时，用编码后的静音帧代替不发送。',
      },
    },
    'audio.time': {
      title: '音频时间戳速度错误',
      sentence: '按采样数计算，声音长 {limit}，而时间戳覆盖了 {measured}。',
      cause: '多帧音频在读取时打上了同一时刻的时间戳，或时间戳使用的采样率、帧长与编码器不一致。',
      fix: '每个 AAC 帧的时间戳比上一帧增加 1024 个采样（按编码器的采样率）；G.711 按字节数累计。',
    },
    'audio.decode': {
      title: '声音无法解码',
      sentence:
        '{frames} 帧音频中有 {measured}无法解码[first?（最先是第 {first} 帧，从 0 数起）|]，播放时是杂音或没有声音。',
      cause:
        '帧头写明的类型、采样率或声道数（ADTS 头，MP4 是 esds）与编码器不符；或帧头之间的数据不是有效的 AAC：被另行加密、缓冲区被重复使用，或帧边界切错。',
      fix: '先用编码器的设置核对 ADTS 头或 esds；再确认音频帧没有另行加密，并且在缓冲区被再次使用之前已拷出，写入的字节数与编码器返回的一致。',
      mild: {
        title: '部分声音无法解码',
        cause: '部分音频帧在编码与封装之间被截断或覆盖，播放时会有爆音。',
      },
    },
    'audio.silent': {
      title: '声音是数字静音',
      sentence: '有 {measured}的声音，所有采样值完全相同；真实的麦克风不会如此安静。',
      cause: '麦克风被静音、没有接好，或驱动输出全零。',
      fix: '检查编码之前的采样数据和麦克风增益；如果是有意静音，可以忽略。',
    },
    'audio.clipped': {
      title: '声音削波',
      sentence: '有 {measured} 的时间，声音被削到满幅，一般不超过 {limit}。',
      cause: '麦克风增益过高，或采样数据移位方向错误。',
      fix: '降低模拟增益，或打开自动增益控制。',
    },
    'decode.errors': {
      title: '解码出错',
      sentence:
        '完整解码这个对象时，有 {measured} 帧画面出错，会花屏或缺失。[column?解码器停在第 {column} 列、第 {row} 行的宏块（16 × 16 像素，从 0 数起）。|]',
      cause: '编码完成后，画面数据有字节被改写或丢失：常见于 DMA 传输，或缓冲区在发送完成前被重复使用。',
      fix: '检查编码缓冲区与 DMA 的缓存一致性，并确认待发送的画面不会被新数据覆盖；保存一份编码器刚输出的数据，与收到的内容对照。',
    },
    'decode.limit': {
      title: '解码无法完成',
      sentence: '同一段视频解码两次都没有完成：{measured}。',
      cause: '码流异常：解码所需的资源远超正常视频，或码流结构使解码器陷入无尽等待甚至崩溃。',
      fix: '先检查分辨率和参考帧数量，再用其他解码器播放同一份文件对照。如果是解码器停住或崩溃，请检查所指分片的 slice 头和 NAL 单元顺序，并保留该文件交给平台运营方。',
      when: {
        'measured:clip_time': {
          title: '没有全部解码',
          sentence: '从所指的分片起，后面的视频没有解码：{measured}。',
          cause: '解码过的分片都没有超出各自的限额，但合计起来，解码所需的资源远超这一时长的正常视频。',
          fix: '检查分辨率、帧率和参考帧数量，并减少分片的数量和时长。如果都正常，请保留这些文件交给平台运营方。',
        },
      },
    },
    'picture.uniform': {
      title: '画面只有一种颜色',
      sentence: '{measured} 的画面只有一种颜色（{shade}），其中 {at}到 {toMs}连续如此。',
      cause: '编码器读取的缓冲区从未被传感器或 ISP 写入，或已被释放：YUV 全零显示为绿色，全为 128 显示为灰色。',
      fix: '等 ISP 报告该帧完成后，再把缓冲区交给编码器；检查各平面的地址、行跨度和格式（NV12、NV21）。',
      mild: {
        title: '画面单一，没有细节',
        sentence: '{at}到 {toMs}的画面只有一种颜色（{shade}），这样的画面占 {measured}。',
        cause: '镜头正对近处墙面、浓雾或自身的红外反光；也可能是 ISP 启动之前的帧。',
        fix: '查看这一时段的画面；如果镜头前没有遮挡，只发送 ISP 启动完成之后的帧。',
      },
    },
    'picture.black': {
      title: '画面是黑的',
      sentence: '{measured} 的画面是黑的，上限是 {limit}。',
      cause: '镜头盖没有取下，隐私遮挡已打开，或 ISP 没有启动。',
      fix: '取下镜头盖，关闭隐私遮挡；镜头前没有遮挡时，检查 ISP 是否先于编码器启动。然后重新验证。',
      when: {
        'noise:none': {
          cause:
            '不是镜头盖：盖住镜头时传感器仍有噪声，而这里所有采样值完全相同。可能是隐私模式输出的黑画面，也可能是 ISP 没有启动，编码器读到了只被清零的缓冲区。',
          fix: '关闭隐私模式；如果没有打开，检查 ISP 是否先于编码器启动、编码器拿到的是不是 ISP 写入的缓冲区。然后重新验证。',
        },
        'noise:some': {
          cause: '镜头被遮住（镜头盖、机械快门、手），或环境没有光线；画面里有噪声，说明传感器在工作。',
          fix: '取下镜头盖、打开快门或开灯；夜间检查红外灯是否点亮、红外滤光片是否切开。然后重新验证。',
        },
      },
      mild: {
        title: '部分时间画面是黑的',
        sentence: '{at}到 {toMs}的画面是黑的，这样的画面占 {measured}。',
        cause: '曝光从零开始收敛、正在切换红外滤光片，或 ISP 启动之前的帧也被发送。',
        fix: '曝光稳定之后再开始录像，并检查设备在这一时段做了什么。',
      },
    },
    'picture.cast': {
      title: '画面整体偏色',
      sentence: '{at}到 {toMs}，整个画面偏向一种颜色，这样的画面占 {measured}。',
      cause: 'Cb 与 Cr 颠倒，某个色度平面缺失或地址错误，或白平衡失效。',
      fix: '检查色度平面的顺序（NV12 还是 NV21）、地址和行跨度；再检查白平衡，夜间还要检查红外滤光片。',
    },
    'picture.no_motion': {
      title: '画面没有变化',
      sentence: '相邻画面之间，变化最大的区域亮度只变了 {measured} 级（共 255 级），低于 {limit} 级。',
      cause: '图像传感器卡住，重复编码同一帧，或挥手时离镜头太远。',
      fix: '在距离摄像头 30–100 厘米处挥手；仍无变化时，检查图像采集是否卡住。',
    },
    'picture.still': {
      title: '画面长时间静止',
      sentence: '{at}到 {toMs}的 {measured}里，画面没有任何变化；{limit}以内属于正常。',
      cause: '镜头前没有物体移动，或图像采集已停止而编码仍在继续。',
      fix: '确认这一时段是否应有移动；如果应有，检查传感器是否仍在输出新的帧。',
    },
    'picture.repeated': {
      title: '画面被重复发送',
      sentence:
        '每秒发送 {sent} 帧，本应每帧都是新画面，实际只有 {measured}是新的，其余有规律地重复前一帧[count?，共 {count} 帧|][thirdMs?，例如 {firstMs}、{secondMs}、{thirdMs}处的帧|]。',
      cause:
        '传感器或 ISP 的帧率低于编码器设置，为了补足帧数把同一帧编码了多次；光线暗时，慢快门的单帧曝光时间超过帧间隔，也会如此。',
      fix: '让传感器与编码器的帧率一致（夜间也一样），或限制曝光时间；重复的帧只消耗码率，没有新内容。[thirdMs?可以在上述时间点逐帧查看：画面与前一帧完全一样。|]',
    },
    'picture.corrupt': {
      title: '画面花屏',
      sentence: '{at}到 {toMs}之间有画面花屏，全片合计 {measured}（{percent}%），最多容许 {limit}。',
      cause: '编码后的画面损坏或丢失，依赖它的画面直到下一个关键帧都会出现色块和拖影。',
      fix: '查找编码到上传之间哪里丢弃或覆盖了画面数据；必须丢帧时，一直丢到下一个关键帧，或请求编码器立即输出关键帧。',
      mild: {
        title: '部分画面花屏',
        sentence: '{at}到 {toMs}之间有画面花屏，全片合计 {measured}（{percent}%）。',
        cause: '编码后有画面损坏或丢失，依赖它的画面会出现色块和拖影。',
        fix: '检查设备在这一时段做了什么；必须丢帧时，请求编码器立即输出关键帧。',
      },
    },
    'snap.missing': {
      title: '没有抓拍图',
      sentence: '本事件没有上传抓拍图。',
      cause: '固件没有实现抓拍，或抓拍上传失败。',
      fix: '事件开始时上传一张 JPEG 抓拍图，消息列表里才有封面。',
    },
    'snap.decode': {
      title: '抓拍图无法打开',
      sentence: '抓拍图不是有效的 JPEG：{measured}。',
      cause: '图片没有写完就上传，或上传了其他内容。',
      fix: '等 JPEG 编码完成后再上传，结尾必须有 FF D9。',
      when: {
        'by:limit': {
          title: '抓拍图未能检查',
          sentence: '平台没有解完这张抓拍图：{measured}。它本身是否有问题，目前无法判断。',
          cause: '图片尺寸或编码扫描次数远超抓拍所需，或抓拍图数量过多。',
          fix: '发送一张 640×360 到 1920×1080 的基线 JPEG；如果本来就是，请保留该文件交给平台运营方。',
        },
      },
    },
    'snap.dims': {
      title: '抓拍图尺寸不合理',
      sentence: '抓拍图是 {width}×{height}（{measured}），上限是 {limit}。',
      cause: '文件头损坏，或抓拍分辨率过大。',
      fix: '抓拍图建议使用 640×360 到 1920×1080。',
    },
    'snap.size': {
      title: '抓拍图过大',
      sentence: '抓拍图有 {measured}，建议不超过 {limit}。',
      cause: 'JPEG 质量或分辨率设置过高。',
      fix: '降低质量或分辨率，一般 100–300 KB 就够用。',
    },
    'snap.match': {
      title: '抓拍图与视频不符',
      sentence: '抓拍图与视频中的任何一帧都不像。',
      cause: '上传了上一个事件的抓拍图。',
      fix: '抓拍缓冲区在每个事件开始时清空，并从同一路画面截取。',
    },
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
  },
};

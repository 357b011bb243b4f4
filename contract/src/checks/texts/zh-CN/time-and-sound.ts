import type { ChecksTexts } from '../../texts.ts';

/** Of a jump that the program clock announces. */
const NEW_BASE = {
  cause:
    '编码器或封装器在此处重启，换了时间起点，并在带有新 PCR 的包里置了 discontinuity_indicator。MPEG-TS 允许这样做，会看这个标志的播放器也能接着播放；但浏览器里的播放器不看，会停在这一帧，或卡住与跳变一样长的时间。',
  fix: '一个事件从第一帧到最后一帧使用同一个时间起点：重启后接着原来的 PCR 和 PTS 继续；做不到时，就在此处关闭事件，另开一个新事件。',
};

const SEAM =
  '对象 {object} 的第一帧，解码时间戳应为 {due} 秒，实际是 {stamp} 秒：比应有的早了 {measured}，比前一个分片的最后一帧（{before} 秒）还早 {backMs}。[origin?全片第一帧的时间戳是 {origin} 秒。|]';

/** Of time stamps and sound. */
export const timeAndSound = {
  'time.missing': {
    title: '缺少时间戳',
    sentence: '{measured} 的视频 PES 包没有 PTS。',
    cause: '封装器没有给每一帧写入时间戳。',
    fix: '为每一帧写入 PTS；有 B 帧时同时写入 DTS。',
  },
  'time.duplicate': {
    title: '时间戳重复',
    sentence: '{measured} 的画面与前一帧时间戳相同（共 {count} 帧）。[due?第一处应为 {due} 秒，实际仍是 {stamp} 秒。|]',
    cause: '清空队列时给多帧打上了同一时间，时钟精度太低，或定时器没有走。',
    fix: '采集时就给每一帧打时间戳，使用精度高于帧间隔的单调时钟；任何两帧都不能相同。',
    mild: {
      sentence:
        '{measured} 的画面与前一帧时间戳相同（共 {count} 帧），播放器会丢弃或改写它们。[due?第一处应为 {due} 秒，实际仍是 {stamp} 秒。|]',
    },
    when: {
      'why:no_duration': {
        title: '每帧的时长是 0',
        sentence:
          '{table} 里写的每帧时长是 0，[frames?{frames} 帧中有 {count} 帧因此与前一帧时间戳相同|{measured} 的画面因此与前一帧时间戳相同（共 {count} 帧）]：一个片段的画面要在同一时刻显示，之后直到下一个片段都没有画面。',
        cause:
          '时长（trex 或 tfhd 的 default_sample_duration、trun 的 sample_duration、stts 的 sample_delta）没有填写，留成了 0。',
        fix: '按 timescale（mdhd）的刻度填写每帧的时长，即 timescale ÷ 帧率[ticks?（这里的 timescale 是 {timescale}，15 fps 时每帧为 {ticks}）|]。帧率不固定时，在 trun 的每一项里写 sample_duration。',
      },
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
  'time.display': {
    title: '显示时间早于解码时间',
    sentence:
      '有 {measured} 帧的 PTS 早于 DTS。第一处 PTS 是 {pts} 秒，DTS 是 {dts} 秒，晚了 {earlyMs}。这样的流无法直接转存为 MP4，播放器会整体平移或丢帧。',
    cause: 'PTS 和 DTS 取自不同的时钟或起点，或把 B 帧的延迟加到了 DTS 上，而不是 PTS。',
    fix: '任何一帧的 PTS 都不能早于 DTS：没有 B 帧时两者相等；有 B 帧时，按编码器重排的帧数把 PTS 往后移。',
    when: {
      'why:order': {
        title: 'B 帧没有显示时间',
        sentence:
          '按帧内的编号，有 {measured} 帧应排在先解码的帧之前显示，而文件里没有 composition offset，只能按解码顺序显示，画面会来回抖动。',
        cause: '编码器输出了 B 帧，封装器却没有写 ctts（fMP4 是 trun 里的 composition offset）。',
        fix: '把每帧 PTS 与 DTS 之差写进 ctts（fMP4 写进 trun 的 sample_composition_time_offset），或关闭 B 帧。',
      },
      'why:equal': {
        title: 'B 帧的 PTS 写成了解码时间',
        sentence:
          '按帧内的编号，有 {measured} 帧应排在先解码的帧之前显示，而 PTS 却一律按解码顺序递增，只能解码一帧显示一帧，画面会来回抖动。',
        cause: '编码器输出了 B 帧，封装器却把解码时间写进了 PTS。',
        fix: '每个 PES 头里 PTS 写显示时间，DTS 写解码时间，两者都要写；或关闭 B 帧。',
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
      'cause:again': {
        title: '同一个分片上传了两次',
        sentence: '对象 {object} 与对象 {twin} 的内容完全相同，时间戳因此倒退了 {measured}。',
        cause: '上传失败后重试时用了新的编号，或环形缓冲区的读指针没有前移。',
        fix: '重试时沿用同一个编号；每个分片只上传一次。',
      },
      'cause:anew': {
        sentence: SEAM,
        cause: '每个分片的时间戳都从同一时刻重新开始：封装器为每个分片各用一个时钟。',
        fix: '时间戳在各分片之间保持连续：所有分片都减去同一个起点，即第一个分片的起点。',
      },
      'cause:bits': {
        sentence:
          '视频进行到 {at}时，解码时间应为 {due} 秒，实际却是 {stamp} 秒。与前一帧（{before} 秒）之间正好少了 2³² 个 90 kHz 刻度，即 47,721.86 秒。',
        cause: 'PTS 和 DTS 只按 32 位计算或写入。MPEG-TS 里是 33 位，26.5 小时才回到 0。',
        fix: '时间戳用 64 位计算，写入 33 位，最高 3 位放在 PTS、DTS 的第一个字节；或每次录像都从 0 开始。',
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
      'why:new_base': NEW_BASE,
    },
  },
  'time.gap': {
    title: '画面中断',
    sentence: '视频进行到 {at}后，相邻两帧相隔 {measured}，上限是 {limit}。',
    cause: '丢帧、丢失分片，或录像过程中对时改动了系统时钟。',
    fix: '时间戳使用单调时钟；检查该时间点前后是否丢帧或漏传分片。',
    when: {
      'why:new_base': NEW_BASE,
      'why:even': {
        title: '每两帧之间都相隔数秒',
        sentence: '按时间戳，每两帧之间都相隔 {stepMs}，最长 {measured}，上限是 {limit}。各处都是如此，不是中断。',
        cause:
          '声明的时间刻度（MP4 是 mdhd 的 timescale，写 0 按 1 计）小于计算时长所用的刻度，例如 timescale 写 1,000，时长却按 90 kHz 计算。',
        fix: 'timescale 要与计算时长所用的刻度一致：25 fps 时每帧 3,600 个刻度，timescale 应是 90,000；每帧 512 个刻度，应是 12,800。',
      },
    },
  },
  'time.start': {
    title: '文件不是从 0 开始',
    sentence: '文件从 {measured}开始，播放器显示的时长会出错，或在第一帧之前空等。',
    cause: '封装器接着上一个文件的时间继续累加，或使用了开机以来的时间。',
    fix: '减去第一帧的时间，让每个 MP4 文件都从 0 开始。',
    when: {
      'why:edit_list': {
        title: '编辑列表的起点在视频末尾之后',
        sentence: '视频轨的编辑列表（elst）从 {measured}处开始，而这条轨只有 {lengthMs}长，没有一帧会显示出来。',
        cause:
          'elst 的 media_time 用错了时间刻度（多为 mvhd 的刻度或 90 kHz），或写成了设备的时间，例如开机以来的时间。',
        fix: 'media_time 按该轨自己的时间刻度（mdhd）填写，取第一个要显示的帧的显示时间，通常是 0 或一两帧的时长；没有要裁掉的内容就不写 edts。',
      },
    },
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
      '以{by}为准，实际录制用时是时间戳所示的 {measured}：时间戳按每秒 {stamped} 帧，实际每秒 {delivered} 帧。{factor}{stamps}[why?声音的时间戳也以同样的错误速度前进。|]',
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
    when: {
      'measured:among_pictures': {
        title: '声音写在了视频的 PID 上',
        sentence:
          'PMT 为声音指定的 PID 上没有数据，声音的 PES（stream_id 0xC0 到 0xDF）混在视频的 PES 中间。视频没有声音，解码器还会在画面后面读到不是画面的数据。',
        cause: '两路流写了同一个 PID，或写声音时用了没有赋值的 PID 变量。',
        fix: '声音的 TS 包写在 PMT 为它指定的 PID 上，并使用自己的连续计数器。',
      },
    },
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
    when: {
      'measured:private_aac': {
        title: 'AAC 被声明为私有数据',
        sentence:
          'PMT 把声音写成私有数据（stream type 0x06），又没有说明编码的描述符；其实它是带 ADTS 头的 {limit}。浏览器会跳过它，视频没有声音。',
        cause: '封装器对视频以外的流都写同一个 stream type。',
        fix: 'PMT 里带 ADTS 头的 AAC 写 stream type 0x0F，改完后重新计算 CRC_32。',
      },
      'measured:named_aac': {
        title: 'AAC 被声明为另一种编码',
        sentence:
          'PMT 把声音声明为 {named}（stream type {type}），其实它是带 ADTS 头的 {limit}。播放器会启用错误的解码器，视频没有声音，或全是噪声。',
        cause: '封装器里声音的 stream type 写死了，或换了编码器后没有跟着改。',
        fix: 'PMT 里带 ADTS 头的 AAC 写 stream type 0x0F，改完后重新计算 CRC_32。',
      },
      'measured:private': {
        title: '声音被声明为私有数据',
        cause: 'PMT 里声音的 stream type 是 0x06，又没有说明编码的描述符。',
        fix: '改用带 ADTS 头的 AAC，stream type 写 0x0F。',
      },
    },
  },
  'audio.config': {
    title: 'AAC 缺少可用的 AudioSpecificConfig',
    sentence:
      'MP4 用 esds 里的 AudioSpecificConfig 告诉播放器怎样解码声音，而这个文件{measured}。浏览器会拒绝整个文件，画面也放不出来。',
    cause: '封装器没有拿到编码器的配置（例如去掉 ADTS 头时，第一帧还没到就写了 esds），或 esds 是手工拼出来的。',
    fix: '写 moov 之前，把编码器输出的 AudioSpecificConfig 交给封装器，作为 DecoderSpecificInfo（标签 5）写入 esds[right?；mp4a 写明 {entryHz}，若为 AAC LC 则应是 {right}|]。',
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
    sentence: '按采样数[rateHz?（{rateHz}）|]计算，声音长 {limit}，而时间戳覆盖了 {measured}。',
    cause: '多帧音频在读取时打上了同一时刻的时间戳，或时间戳使用的采样率、帧长与编码器不一致。',
    fix: '每个 AAC 帧的时间戳比上一帧增加 1024 个采样（按编码器的采样率）；G.711 按字节数累计。',
    when: {
      'why:twice': {
        title: '同一段声音写了两遍',
        sentence:
          '有 {count} 个音频 PES 包紧跟着又出现一遍，PTS 和数据都相同。算上重复的部分声音长 {measured}，不算则是 {limit}：播放时断断续续，并与画面错开。',
        cause: '音频编码器与封装器之间的队列读指针没有前移，或同一帧被两个回调各交了一次。',
        fix: '每个音频帧只交给封装器一次。对照音频编码器输出的帧数与写入的 PES 包数。',
      },
      'why:header': {
        title: 'ADTS 头的采样率与音频时间戳对不上',
        sentence: 'ADTS 头写的是 {rateHz}，照此声音长 {limit}；而时间戳覆盖了 {measured}，相当于采样率是 {fitsHz}。',
        cause:
          'ADTS 头里的 sampling_frequency_index 不是编码器实际使用的采样率：播放器以它为准，放出来是杂音，或音调不对。也可能头是对的，而所有时间戳都差了这个倍数。',
        fix: '核对 ADTS 头的 sampling_frequency_index（第三个字节的第 2–5 位）与编码器设置的采样率：{rateHz} 是 {old}，{fitsHz} 是 {new}。如果头是对的，每帧的时间戳应比上一帧增加 1024 个采样。',
      },
    },
  },
  'audio.decode': {
    title: '声音无法解码',
    sentence:
      '{frames} 帧音频中有 {measured}无法解码[first?（最先是第 {first} 帧，从 0 数起）|]，播放时是杂音或没有声音。',
    cause:
      '帧头写明的类型、采样率或声道数（ADTS 头，MP4 是 esds）与编码器不符；或帧头之间的数据不是有效的 AAC：被另行加密、缓冲区被重复使用，或帧边界切错。',
    fix: '先用编码器的设置核对 ADTS 头或 esds；再确认音频帧没有另行加密，并且在缓冲区被再次使用之前已拷出，写入的字节数与编码器返回的一致。',
    when: {
      'which:all': {
        sentence:
          '{frames} 帧音频全部无法解码，播放时是杂音或没有声音。（每个对象的第一帧和最后一帧可能被切断，不计在内。）',
      },
    },
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
} satisfies ChecksTexts;

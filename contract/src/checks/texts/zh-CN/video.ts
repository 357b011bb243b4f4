import type { ChecksTexts } from '../../texts.ts';

const LOST = '[last?从 {at}起缺 {missing} 帧（第 {picture} 至 {last} 帧{among}）|{at}处第 {picture} 帧{what}丢失]';
const GARBLED =
  '，画面[fromMs?从 {fromMs}起|]花屏，[ends?直到 {untilMs}视频结束都没有关键帧，不再恢复|到 {untilMs}{until}]。[more?全片另有 {more} 处丢帧。|]全片花屏合计 {measured}[over?，最多容许 {limit}|]。[shortMs?因为缺帧，视频只有 {shortMs}，至少需要 {neededMs}。|]';
const KEY_LOST = {
  title: '编码与封装之间丢失关键帧',
  cause:
    '关键帧比其他帧大好几倍，编码与封装之间的某个缓冲区或队列放不下，把它丢弃了；后面参考它的画面都会出现色块和拖影。',
  fix: '封装之前的每一级缓冲区都要放得下最大的关键帧，或在编码器里限制关键帧的大小。切勿单独丢弃关键帧；一旦丢失，立即请求编码器重新输出。',
};

/** Of the coded video. */
export const video = {
  'video.none': {
    title: '没有视频',
    sentence: '找不到可播放的视频：{measured}。',
    cause: '只上传了音频，或视频编码器没有启动。',
    fix: '确认编码器已输出视频帧，并写入了分片。',
    when: {
      'measured:unannounced': {
        title: 'PMT 里的视频 PID 不对',
        sentence: 'PID {pid} 上有视频，但没有任何 PMT 写到它；PMT 写的那些 PID 上没有视频。播放器找不到画面。',
        cause: '封装器写进 PMT 的视频 PID，与视频包实际使用的 PID 不一致。',
        fix: '把 PMT 里视频的 elementary_PID 改成视频包实际使用的 PID；PCR 如果由视频包携带，PCR_PID 也要一起改。改完后重新计算 PMT 的 CRC_32。',
      },
    },
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
    when: {
      'why:entry': {
        title: '采样项写成了另一种编码',
        sentence: '采样项是 {measured}，里面却是 {box}（另一种编码的配置）：播放器会启动错误的解码器，没有画面。',
        cause: '采样项的四个字母是写死的，切换编码时没有跟着改。',
        fix: '与 {box} 对应的采样项是 {limit}，请改成它；如果写错的是 {box}，就写入正在录制的编码的配置。',
      },
    },
  },
  'video.param_sets': {
    title: '缺少 SPS/PPS',
    sentence: '播放器无法初始化解码器：{measured}。',
    cause: '编码器只在启动时输出一次参数集，预录缓冲里没有保留。',
    fix: '在每个 IDR 帧之前重复写入 SPS/PPS（H.265 还要有 VPS）。',
    when: {
      'measured:no_configuration': {
        title: '采样项里没有 {box}',
        sentence:
          '采样项（stsd 里）没有 {box} 盒子，播放器不知道 SPS/PPS，也不知道怎样读取采样。浏览器和 FFmpeg 都没有画面。',
        cause: '编码器还没有输出 SPS/PPS 就写了 moov，或漏写了 {box}。',
        fix: '先等编码器输出 SPS/PPS（H.265 还有 VPS），写进 {box}，再写 moov。',
      },
      'measured:no_vps': {
        title: '缺少 VPS',
        cause: '封装器只保留了 SPS 和 PPS（H.264 的做法），把编码器输出的 VPS（NAL 类型 32）丢掉了。',
        fix: '在每个 IDR 帧之前依次写入 VPS、SPS、PPS；MP4 里三者都写进 hvcC。',
      },
    },
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
    when: {
      'what:size': {
        title: '采样项里的分辨率不对',
        sentence:
          'stsd 的采样项（avc1、hvc1）里写的是 {limit}，画面实际是 {measured}。解码以画面为准，但按 stsd 排版的播放器和剪辑软件会拉伸画面或留黑边。',
        cause: 'stsd 里的宽高写死了，或取自另一路码流，例如子码流。',
        fix: '采样项的宽高按 SPS 填写（减去裁剪），tkhd 的宽高与之对应。',
      },
    },
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
    when: {
      'why:swapped': {
        title: '码流的字节顺序颠倒',
        sentence: '码流里{cause}；翻转后就有起始码和参数集。照现在的样子，播放器找不到 NAL 单元。',
        cause: '编码器的输出经 DMA 或总线拷贝时，字的字节序不对；外面的容器由处理器写入，所以没有错。',
        fix: '设置 DMA 通道或编码器输出的字节序，或按字节拷贝：每帧应以 00 00 00 01 开头。',
      },
      'why:escaped_twice': {
        title: '防竞争字节插入了两遍',
        sentence:
          'SPS 里每个 00 00 03 后面又多了一个 03：防止出现起始码的字节（emulation prevention）被插入了两遍。解码器只去掉一遍，读出的参数和画面都是错的。',
        cause: '编码器输出时已经插入过，封装器又插入了一遍。',
        fix: '编码器输出的 NAL 单元原样使用，只在前面加起始码或长度。',
      },
      'cause:set_unused': {
        title: '没有画面用到的参数集已损坏',
        sentence: '有 {measured} 个图像参数集（PPS）读不出来，但没有任何 slice 引用它们，画面不受影响。',
        cause: '编码器输出了这路码流用不到的 PPS，或封装时把残留的旧数据当成 PPS 写了进去。',
        fix: '只写这路码流自己的参数集，并写完整。有些硬件解码器遇到读不出来的参数集会停止工作。',
      },
    },
  },
  'video.duplicate': {
    title: '同一帧写了两遍',
    sentence:
      '有 {measured} 帧在码流里紧接着又出现一遍，数据逐字节相同。[garbledMs?H.264 解码器会在第一遍的结果上再叠加一遍变化，从这里到下一个关键帧都会花屏，整段共 {garbledMs}。|画面不会因此花屏：解码器会丢掉第二遍，或把这一帧显示两次。]',
    cause: '编码器与封装器之间的队列或环形缓冲区，读指针没有前移；或写入其实已经成功，却又重试了一次。',
    fix: '每帧只从缓冲区取一次，写完立即前移读指针。对照编码器输出的帧数与封装器写入的帧数，查出在哪一步多了。',
    when: {
      'why:seam': {
        title: '分片开头重复了上一个分片的最后一帧',
        sentence:
          '本分片的第一帧与上一个分片的最后一帧逐字节相同，自己的第一帧排在它后面。[garbledMs?H.264 解码器会把变化叠加两遍，整段共花屏 {garbledMs}。|]从这里开始播放时，第一帧无法显示。',
        cause: '分片结束时，最后一帧没有从缓冲区取走，在下一个分片开头又写了一遍。',
        fix: '在下一个分片的关键帧之前关闭分片，每一帧只写进其中一个分片。',
      },
    },
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
    when: {
      'why:fast': {
        title: '视频时间戳走得太快',
        sentence:
          '按时间戳计算，帧率是 {measured}，没有摄像机拍得这么快，整段视频一闪而过。[slower?按 1 kHz 的刻度计算则是每秒 {slower} 帧。|]',
        cause: '把毫秒直接写成了 PTS、DTS，而它们按 90 kHz 计数；或时间刻度写大了。',
        fix: 'MPEG-TS 里 PTS = 毫秒数 × 90；MP4 里 mdhd 的时间刻度要与时长所用的刻度一致。',
      },
    },
  },
  'video.bitrate': {
    title: '码率过低',
    sentence: '平均码率只有 {measured}，低于 {limit}，画面可能是全黑的，或者没有任何变化。',
    cause: '镜头被遮挡、ISP 没有启动，或码率设置有误。',
    fix: '确认画面正常，并检查码率设置。',
  },
} satisfies ChecksTexts;

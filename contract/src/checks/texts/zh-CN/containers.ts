import type { ChecksTexts } from '../../texts.ts';

/** Of MPEG-TS and MP4. */
export const containers = {
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
    when: {
      'measured:exchanged': {
        title: 'PMT 把视频和音频写反了',
        sentence:
          'PMT 称为视频的 PID 上是带 ADTS 头的 AAC，称为音频的 PID 上是画面：两者的 PID 或 stream type 互换了，播放器什么也播不出来。',
        cause: 'PMT 里各项的顺序与 PID 不对应，或两个 stream type 写反了。',
        fix: 'PMT 每一项的 PID 要与实际发送的一致：视频的 PID 写 0x1B（H.264）或 0x24（H.265），AAC 的 PID 写 0x0F，改完后重新计算 CRC_32。',
      },
    },
  },
  'ts.pcr': {
    title: '缺少时钟参考（PCR）',
    sentence: 'PMT 指定的位置没有 PCR：{measured}。浏览器可以播放，机顶盒和部分播放器不行。',
    cause: '封装器没有写 PCR，或 PMT 指定的 PID 不对。',
    fix: '在 PMT 指定的 PID（一般是视频）上至少每 100 毫秒写一次 PCR。',
    when: {
      'measured:at_27_mhz': {
        title: 'PCR 快了 300 倍',
        sentence:
          'PCR 的 base 比时间戳快 300 倍：这 33 位里写的是 27 MHz 的计数。浏览器可以播放，机顶盒等依赖 PCR 的播放器会卡住或丢帧。',
        cause:
          '把 27 MHz 的计数原样写进了 program_clock_reference_base；base 应按 90 kHz 计数，只有 extension 按 27 MHz 计数。',
        fix: 'base = 计数 ÷ 300 取整（33 位），extension = 计数除以 300 的余数（9 位）。',
      },
      'measured:stands': {
        title: 'PCR 静止不动',
        sentence: '画面一直在走，而每个包里的 PCR 都是同一个值。浏览器可以播放，机顶盒等依赖 PCR 的播放器会卡住。',
        cause: 'PCR 只在包头模板里写过一次，或取自一个不再更新的时钟。',
        fix: '每个 PCR 写入该包应到达的时刻，略早于从这个包开始的那一帧的 DTS。',
      },
      'measured:ahead': {
        title: 'PCR 超前于画面',
        sentence:
          'PCR 始终比旁边画面的解码时间超前至少 {aheadMs}：按 PCR 计算，每一帧到达时都早已过了解码时间。浏览器可以播放，机顶盒等依赖 PCR 的播放器会丢帧。',
        cause: 'PCR 与 PTS 的起点不同，或 PCR 取的是发送时刻，来自另一个时钟。',
        fix: 'PCR、PTS、DTS 取自同一个时钟：PCR = 该帧的 DTS 减去解码器的缓冲时间，例如 0.1 到 0.7 秒。',
      },
    },
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
      'breaks:joined': {
        title: '两段录像拼在了一个对象里',
        sentence:
          '从这里起，各个 PID（先是 {pid}）的连续计数器都回到了开头的值：这是另一段录像，不是丢包；时间戳也换了起点。',
        cause: '编码器或封装器中途重启，新的码流接着写进了同一个分片。',
        fix: '重启后另起一个分片，并让时间戳接着前一段往下走；或新开一个事件。',
      },
      'breaks:standing': {
        title: '连续计数器不计数',
        sentence:
          '连续计数器一直停在 {found}，没有逐包加 1：先是 PID {pid}，共 {measured} 处。不一定丢了包，但检查计数器的播放器会把每一处都当成丢包或重复包。',
        cause: '封装器把 continuity_counter 写成了固定值，或每个包头都从同一个模板复制而来。',
        fix: '每个 PID 各自计数：每写一个带负载的包，continuity_counter 加 1，到 15 后回到 0。',
      },
      'breaks:shared': {
        title: '所有 PID 共用一个连续计数器',
        sentence:
          '只要中间隔着其他 PID 的包，计数就会跳：首先是 PID {pid}（应为 {expected}，实际 {found}），一共 {measured} 次。计数器不分 PID，一个包接一个包地累加。包不一定缺，但凡是检查计数器的播放器都会认为丢了包。',
        cause: '封装器只有一个 continuity_counter，没有给每个 PID 各设一个。',
        fix: 'PAT、PMT、视频、音频每个 PID 各用一个计数器，该 PID 每发一个带载荷的包就加 1，满 16 归零。',
      },
      'breaks:order': {
        sentence:
          '连续计数器中断 {measured} 次，第一次在 PID {pid}：应为 {expected}，实际是 {found}[others?；其余在第 {others} 字节处|]。包的顺序错乱，或缺失很多，画面会花屏或停顿。',
        cause: '数据块拼接顺序错误，环形缓冲区在读出前被覆盖，或丢失了一长段数据。',
        fix: '把设备上保存的文件与收到的对照：设备上也有问题，检查封装器输出缓冲区的大小和各块写出的顺序；设备上没有，检查存储和上传。',
      },
    },
  },
  'ts.duplicate': {
    title: 'TS 包重复',
    sentence:
      '有 {measured} 个 TS 包紧接着原样又出现一次，连续计数器也相同，第一个在 PID {pid}。ISO/IEC 13818-1 允许这样做，但 FFmpeg 和大多数网页播放器不检查计数器，会把同一份数据用两遍，这里的画面就会花屏。',
    cause: '包其实已经写出，却又重试了一次；或封装器特意重发。',
    fix: '每个包只写一次；写入中途断开时，从断开的字节接着写。平台解码前会先去掉重复的包。',
  },
  'ts.pes_short': {
    title: 'PES 包不完整',
    sentence: '有 {measured} 个 PES 包比自己声明的短，或包头无效。',
    cause: '帧数据没有写完就结束了分片。',
    fix: '写完整一帧后再切分片；视频 PES 的长度可以填 0。',
    when: {
      'why:cut': {
        title: '分片切在一帧的中间',
        sentence:
          '这个对象的最后一帧不完整，余下的 {packets} 个 TS 包写在了下一个对象的开头。每个对象都是单独下载、单独播放的，这一帧会花屏或缺失。',
        cause: '按大小或时间切分片，切在任意一个 TS 包上，没有等一帧写完。',
        fix: '只在关键帧之前切分片：先写完前一帧的 PES，再依次写 PAT、PMT 和带 payload_unit_start_indicator 的关键帧。',
      },
      'why:length': {
        title: 'PES_packet_length 写小了',
        sentence:
          '有 {measured} 个 PES 包的数据比 PES_packet_length 多。第一个连同 6 字节包头写的是 {saidBytes}，实际有 {carriedBytes}。有的播放器会把多出的部分当成下一个包，或直接丢掉，画面因此花屏。',
        cause: '长度没有算上可选头（标志、PTS、DTS），或关键帧超过 65,535 字节，长度被截成了 16 位。',
        fix: 'PES_packet_length = 3 + PES_header_data_length + 数据长度。视频可以写 0，表示“到下一个包为止”；16 位放不下时必须写 0。',
      },
      'why:unfinished': {
        title: '分片结束时最后一帧没有写完',
        sentence: '这个对象的最后一帧被截断，其他对象也是这样，余下的数据哪里都没有：每次都会花屏或缺一帧。',
        cause: '最后一帧还在写，分片就关闭了；或读取文件前没有刷新封装器。',
        fix: '下一个关键帧之前的那一帧完整写入后再关闭分片：先刷新封装器，再读取文件。',
      },
      'why:no_start': {
        title: '没有一个包标记帧的开头',
        sentence:
          '视频的 {measured} 个 TS 包都没有置 payload_unit_start_indicator，播放器找不到 PES 包的开头，什么也播不出来。',
        cause: '封装器从不在 PES 开头的那个 TS 包里置这一位。',
        fix: '每个 PES 的第一个 TS 包置 payload_unit_start_indicator（第二个字节的 0x40），其他包不置。',
      },
    },
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
    when: {
      'why:exchanged': {
        title: 'mdat 是另一个分片的',
        sentence:
          '本分片的 moof 描述的数据是 {measured}，mdat 里却是 {limit}；长度相符的数据在对象 {other} 里。按 moof 读到的不是画面。',
        cause: '同一分片的 moof 和 mdat 由两个缓冲区或两个线程生成，两个分片的 mdat 互换了。',
        fix: '从统计大小到发送，同一分片的 moof 和 mdat 始终放在一起：用同一个缓冲区或同一条记录。',
      },
      'why:again': {
        title: '又写了一遍另一个分片的 mdat',
        sentence:
          '本分片的 moof 描述的数据是 {measured}，mdat 里却是对象 {other} 已有的那份（{limit}）。按 moof 读到的不是画面，本分片自己的数据丢了。',
        cause: '写本分片之前，mdat 的缓冲区没有重新填充，或没有换成下一个。',
        fix: '每个分片的数据使用新的缓冲区，或在分片发送后清空；moof 和 mdat 由同一条记录写出。',
      },
    },
  },
  'mp4.truncated': {
    title: 'MP4 被截断',
    sentence: '文件在“{box}”盒子中间断了，还差 {measured}，断点之后的画面无法播放。',
    cause: '上传被中断，或文件还没有写完。',
    when: {
      'why:middle': {
        title: 'MP4 中间缺了一段数据',
        sentence:
          '从这里开始的那一帧里或紧接着它的地方，缺少 {measured}：后面的数据都在，但比索引表里写的位置靠前了同样多的字节，这里之后都无法播放。',
        cause: '有一块数据没有写入或没有发送：write 只写了一部分就返回、缓冲区被跳过，或分段上传时漏了一段。',
        fix: '把设备上保存的文件与收到的对照：设备上也缺，检查每次 write() 的返回值，从已写入的位置继续；设备上不缺，检查分段上传的拼接。',
      },
    },
    fix: '等文件写完再上传；建议使用 fMP4，每个分片写完即可发送。',
    mild: {
      title: 'MP4 的最后一个盒子不完整',
      sentence: '“{box}”盒子还差 {measured}，但画面和声音都在。',
      cause: '盒子的长度写大了，或末尾没有用到的部分被截掉。',
      fix: '内容写完后再写每个盒子的长度。',
    },
  },
  'mp4.offsets': {
    title: '采样的偏移不对',
    sentence:
      'stco/co64 写的是第一帧画面从第 {measured}处开始，实际从第 {limit}处开始，相差 {shiftBytes}。按这些偏移读到的不是画面。',
    cause: '偏移是在写入或改动前面的盒子之前算好的，之后没有更新。',
    fix: '数据的位置确定之后再写 stco/co64，每一项都从文件开头算起。',
    when: {
      'table:tracks': {
        title: '音视频轨互换',
        sentence:
          '片段里，视频的 track_ID 下面是声音，声音的 track_ID 下面是视频。解码器拿到的是对方的数据：没有画面，声音是噪声。',
        cause: 'moov 里轨的编号顺序，与写片段的代码不一致。',
        fix: 'tfhd 和 trex 里的 track_ID 与 moov 中该轨 tkhd 的 track_ID 保持一致。',
      },
      'table:moved': {
        cause: 'moov 移到了数据前面（faststart），但 stco/co64 没有更新；相差的正好是 moov 的长度。',
        fix: 'moov 移到数据前面时，stco/co64 的每一项都要加上 moov 的长度。',
      },
      'table:trun': {
        sentence:
          '按片段头（tfhd、trun）里的偏移，第一帧画面从第 {measured}处开始，实际从第 {limit}处开始，相差 {shiftBytes}。按这些偏移读到的不是画面。',
        cause:
          'trun 的 data_offset（或 tfhd 的 base_data_offset）没有按 moof 的最终长度计算，或漏算了 mdat 的盒子头，或前面又插入了别的盒子。',
        fix: '使用 default-base-is-moof：data_offset 从 moof 的第一个字节算起，等于 moof 的长度加 mdat 的盒子头（8 字节），再加上该轨道数据在 mdat 里的位置。',
      },
    },
  },
  'mp4.samples_missing': {
    title: '部分帧数据不在文件里',
    sentence: '有 {measured} 帧（采样）的数据不在文件里，播放到那里会中断。',
    cause: '文件被截断，或偏移是按另一个文件计算的。',
    fix: '上传完整文件；fMP4 请使用相对 moof 的偏移（default-base-is-moof）。',
    when: {
      'why:no_mdat': {
        title: '分片里没有 mdat',
        sentence: '本分片的 moof 描述了 {measured} 帧（采样），却没有 mdat：只有头，没有数据。',
        cause: 'mdat 写入失败或漏写，或只写完 moof 就把分片发送了。',
        fix: 'mdat 紧跟在 moof 之后写入，检查 write() 的返回值，两者都写完再发送分片。',
      },
    },
  },
  'mp4.no_moov': {
    title: '缺少 moov',
    sentence: '没有 moov（播放所需的索引），整个文件无法播放：{measured}。',
    cause: '录像结束前断电或中断，或没有上传初始化分片。',
    fix: '使用 fMP4，并把初始化分片作为第一个对象上传；单个 MP4 要等录像收尾后再上传。',
    when: {
      'measured:in_pieces': {
        title: 'moov 被拆成了几块',
        sentence:
          '从这里起又有一个 moov，但它不完整：没有 mvhd，里面的内容本该在第一个 moov 里。播放器只读第一个 moov，其余的内容都会丢失。',
        cause: '每条轨（或 mvex）各自套了一层 moov 写出。',
        fix: '只写一个 moov，里面依次是 mvhd、全部的轨（trak）；分片格式还要有 mvex。',
      },
      'measured:no_mvex': {
        title: 'moov 没有声明分片',
        sentence: 'moov 里没有 mvex 盒子，播放器不会去找后面的 moof，什么也播不出来。',
        cause: 'moov 是按普通 MP4 写的。',
        fix: '在 moov 里写 mvex，每条轨各写一个 trex。',
      },
      'measured:no_trex': {
        title: '有的轨没有 trex',
        sentence: 'mvex 里没有给 moov 的每条轨都写 trex：浏览器会拒绝整个文件，FFmpeg 读不出这条轨的任何分片。',
        cause: 'mvex 只为一条轨写了 trex，或 trex 的 track_ID 写错。',
        fix: '在 mvex 里为每条轨各写一个 trex，track_ID 与该轨 tkhd 里的相同。',
      },
    },
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
    when: {
      'why:again': {
        title: '同一个片段出现两次',
        sentence: '序号为 {measured} 的片段紧接着又出现了一次，应该是 {limit}；画面和声音会重播一段。',
        cause: '写入或上传失败后重试，已经写好的那一份没有去掉。',
        fix: '重试之前先退回到该片段开始的位置，或按序号去重。',
      },
      'why:order': {
        title: '片段的顺序不对',
        sentence: '这里的片段序号是 {measured}，应该是 {limit}，而序号为 {limit} 的片段排在它后面。',
        cause: '片段由多个线程或队列写入，没有按序号排队。',
        fix: '按序号依次写入片段，前一个写完再写下一个。',
      },
      'why:joined': {
        title: '两段录像拼在了一个文件里',
        sentence: '片段序号从 {limit} 该有的位置回到了 {measured}：从这里起是另一段录像，时间也从头开始。',
        cause: '编码器或封装器中途重启，新的录像接着写进了同一个文件。',
        fix: '重启后新开一个文件（新的事件），或让序号和 tfdt 接着前一段往下走。',
      },
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
    when: {
      'stands:stands': {
        title: '每个片段的 tfdt 都一样',
        sentence:
          '后面的 {measured} 个片段，tfdt（baseMediaDecodeTime）都和第一个片段相同（{seconds} 秒），而不是接着前一个片段的结尾；播放器会把它们叠在一起，或每次都跳回开头。',
        cause: '封装器没有累计已写入的时长，每个片段的 tfdt 都写成同一个值（多为 0）。',
        fix: 'tfdt 等于之前所有片段中该轨道采样时长之和，音频和视频各用自己的时间刻度。',
      },
      'why:unit': {
        title: '视频的 tfdt 没有按自己的时间刻度计算',
        sentence:
          '有 {measured} 个片段的 tfdt（baseMediaDecodeTime）是按每秒 {other} 个刻度计算的，而轨道的 timescale 是 {own}，采样时长也按它计算；播放器每到片段边界就会跳变或卡住。',
        cause:
          'tfdt 直接取自另一种单位的运行时间（1,000 是毫秒，1,000,000 是微秒，90,000 是 MPEG-TS 时钟），没有换算。',
        fix: 'tfdt 等于之前所有片段中该轨道采样时长之和；或换算后再写：tfdt × {own} ÷ {other}。',
      },
      'why:timescale': {
        title: '视频的 tfdt 用了音频的时间刻度',
        sentence:
          '有 {measured} 个片段的 tfdt（baseMediaDecodeTime）是按每秒 {other} 个刻度计算的，而视频轨道的 timescale 是 {own}；播放器每到片段边界就会跳变或卡住，音画也会错开。',
        cause: '封装器只按音频的时间刻度累计了一个时间，把它同时写进两个轨道的 tfdt。',
        fix: '每个轨道按自己的 timescale（mdhd）累计自己的采样时长；或换算后再写：tfdt × {own} ÷ {other}。',
      },
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
    cause:
      '采样的时长按下一帧的时间计算，而最后一帧之后没有下一帧：这个字段留着内存里的旧值，或把小于 0 的差值写成了极大的无符号数。',
    fix: '录像结束时，最后一个采样使用与前一个采样相同的时长。',
    when: {
      'why:time': {
        sentence: '最后一帧声明的时长是 {measured}，与其他帧相比最多应为 {limit}。它不是时长，而是这一帧所在的时间。',
        cause: '时长等于下一帧的时间减去自己的时间；没有下一帧时，写成了自己的时间，或只减去了 0。',
      },
    },
  },
  'mp4.stss': {
    title: '关键帧表不正确',
    sentence: '{cause}，这样的画面有 {measured} 帧；拖动到这些位置会花屏。',
    cause: '封装器没有写 stss，或帧的计数与编码器不一致。',
    fix: '在 stss 中准确列出 IDR 帧，序号从 1 开始。',
    when: {
      'cause:zero': {
        title: '关键帧表的序号从 0 数起',
        sentence:
          'stss 里有序号 0，而帧的序号从 1 开始，没有第 0 帧。表中有 {measured} 项指向的不是关键帧，拖动到这些位置会花屏或没有画面。',
        cause: '封装器写入的是关键帧在自己列表里的下标，下标从 0 开始。',
        fix: 'stss 的每一项都加 1：第一帧的序号是 1。',
      },
    },
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
} satisfies ChecksTexts;

import type { ChecksTexts } from '../../texts.ts';

const IV_FIELD = 'IV 以十六进制写在该对象声明的 `iv` 字段里，不要放在密文前面';

/** Of objects and their encryption. */
export const objects = {
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
    cause: '[mixed?混入了另一段视频的文件，或中途换了封装格式。|封装器的输出与事件的 container 不一致，或取错了文件。]',
    fix: '[mixed?一段视频从头到尾只用一种封装；如果是两段视频，请分开检查。|从第一个字节起就写 MPEG-TS、fMP4 或 MP4，并让事件的 container 与之一致。]',
    when: {
      'measured:swapped-ts': {
        title: '每个字的字节顺序颠倒',
        sentence:
          '内容是 MPEG-TS，但每 {wordBytes}一组，组内的字节顺序是反的：0x47 不在包的第一个字节，而在第一组的最后一个字节。',
        cause: '用 DMA、SPI 或其他总线拷贝时，字的字节序与缓冲区不一致；或对整个缓冲区做了 htons/htonl。',
        fix: '按字节拷贝码流，或设置 DMA 通道的字节序，使第一个字节是 0x47，之后每隔 188 字节也是。',
      },
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
    mild: {
      title: '文件末尾有填充',
      sentence: '从这里到文件末尾全是 0 或 0xFF，不是音视频数据；不影响播放。',
      cause: '按存储块或缓冲区的大小上传，而不是按实际写入的长度；0xFF 是闪存擦除后的内容。',
      fix: '只上传实际写入的字节数。',
    },
    when: {
      'measured:lost_returns': {
        title: '文件被当作文本接收或读取',
        sentence:
          '整个文件里缺少 0x0D：这么长的二进制数据里本该有很多。要么 0x0D 0x0A 变成了 0x0A，要么所有 0x0D 都被删掉或换成了 0x0A，从第一处起所有数据的位置都错开了。',
        cause: '以文本模式接收或读取文件，例如用 FTP 的 ASCII 模式传到换行符不同的系统，或经过终端传输。',
        fix: '用二进制模式传输和打开文件（FTP 的 binary 模式、fopen 用 "rb" 和 "wb"、O_BINARY）。',
      },
      'measured:text_mode': {
        title: '文件被当作文本写入或传输',
        sentence:
          '每个 0x0A 前面都有一个 0x0D，这是文本文件的换行：整个文件里多出了许多字节，所有数据的位置都错开了，无法解析。',
        cause: '打开文件时没有使用二进制模式（fopen 用了 "w" 而不是 "wb"），或以文本模式传输，例如 FTP 的 ASCII 模式。',
        fix: '用二进制模式打开文件（"wb"、O_BINARY），并用二进制模式传输。给出的位置是第一个多出来的字节。',
      },
    },
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
      'measured:word_swapped': {
        cause: '16 个字节按 32 位整数处理过：在小端处理器上读成了 uint32_t，或硬件加密模块要求按大端整数写入密钥。',
        fix: '密钥始终按收到的顺序保存为 16 个单独的字节；硬件要求按整数写入时，每个整数用 be32toh() 转换。',
      },
      'measured:reversed': {
        cause: '16 个字节从后往前复制，像小端的 128 位整数那样。',
        fix: '按收到的顺序把 16 个字节传给加密函数。',
      },
      'measured:hex_text': {
        cause: '密钥是 32 位十六进制文本，程序直接取了文本的前 16 个字符作密钥。',
        fix: '先解码：每两位十六进制是一个字节，32 位正好是密钥的 16 个字节。',
      },
      'measured:zero': {
        cause: '密钥还没有复制到缓冲区就打开了加密，或解码密钥失败却没有检查返回值。',
        fix: '拿到本事件的密钥之后再打开加密，并检查解码密钥的返回值。',
      },
      'measured:exchanged': {
        cause: '调用加密函数时，密钥和 IV 两个参数写反了。',
        fix: '把两个参数对调：密钥用事件的，IV 用对象的。',
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
        title: '密文前面多了 IV',
        sentence: '密钥正确，但[objects? {objects} 个对象的|]开头多出 16 个字节：{measured}。',
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
} satisfies ChecksTexts;

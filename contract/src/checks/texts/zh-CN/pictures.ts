import type { ChecksTexts } from '../../texts.ts';

/** Of decoded pictures and snapshots. */
export const pictures = {
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
} satisfies ChecksTexts;

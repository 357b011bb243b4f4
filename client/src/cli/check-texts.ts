import type { Language } from '@kaitong/contract';
import type { FilesChecked, LocalClipError } from '@kaitong/judge/local';

type Texts = {
  outcome: Record<FilesChecked['verdict']['outcome'], string>;
  declared: string;
  file: string;
  notDecoded: string;
  tooLong: string;
  partly: string;
  starved: string;
  /** Where a running server explains a code. */
  more: (address: string) => string;
  problem: (error: LocalClipError) => string;
};

const en: Texts = {
  outcome: {
    pass: '✓ pass',
    pass_with_warnings: '✓ pass, with warnings',
    fail: '✗ fail',
    undecided: '? undecided',
  },
  declared: 'as declared in clip.json',
  file: 'File',
  tooLong:
    'Not decoded: longer than five minutes, the longest event. What can be read without decoding was, to the end; this is no pass.',
  partly:
    'Decoded up to five minutes, the longest event; beyond that, only what can be read without decoding was looked at.',
  starved:
    'Not judged: three times other programs left the decoder too little processor time. That says nothing of the footage. End some of them, or check again later.',
  more: (address) => `More about this code, where Kaitong runs: ${address}`,
  notDecoded:
    'Not decoded: neither node-av nor an ffmpeg is installed here, so this is no pass. Install the optional package node-av, or put an ffmpeg on the PATH.',
  problem: ({ code, path, params }) => {
    switch (code) {
      case 'not_found':
        return `${path} does not exist.`;
      case 'not_readable':
        return `${path} cannot be read: ${params.reason}.`;
      case 'too_large':
        return `${path} has ${params.bytes} bytes; the platform takes at most ${params.limit} in one object.`;
      case 'empty_folder':
        return `${path} holds no footage: no file in it belongs to a clip.`;
      case 'clip_file_invalid':
        return `${path} is no clip.json of the virtual camera: ${params.reason}.`;
      case 'several_clips':
        return `These files lie in several folders, and ${path} holds a clip of its own. Check one clip at a time, or use --each.`;
    }
  },
};

const zh: Texts = {
  outcome: { pass: '✓ 通过', pass_with_warnings: '✓ 通过，有警告', fail: '✗ 不通过', undecided: '? 无法判定' },
  declared: '以 clip.json 中的声明为准',
  file: '文件',
  tooLong: '未解码：超过五分钟，而一个事件最长五分钟。不用解码的检查已全部完成，但不算通过。',
  partly: '只解码了前五分钟（一个事件的最长时间）；之后的部分只做了不用解码的检查。',
  starved:
    '没有结论：其他程序占满了处理器，解码试了三次都没有轮到足够的时间。这与视频无关，请关掉一些程序，或稍后再检查。',
  more: (address) => `该代码的说明（需 Kaitong 正在运行）：${address}`,
  notDecoded:
    '未解码：这里既没有 node-av 也没有 ffmpeg，因此不算通过。请安装可选包 node-av，或把 ffmpeg 放到 PATH 中。',
  problem: ({ code, path, params }) => {
    switch (code) {
      case 'not_found':
        return `${path} 不存在。`;
      case 'not_readable':
        return `${path} 无法读取：${params.reason}。`;
      case 'too_large':
        return `${path} 有 ${params.bytes} 字节，平台单个对象最多接收 ${params.limit} 字节。`;
      case 'empty_folder':
        return `${path} 里没有视频：其中没有任何文件属于一段视频。`;
      case 'clip_file_invalid':
        return `${path} 不是虚拟摄像头写的 clip.json：${params.reason}。`;
      case 'several_clips':
        return `这些文件分布在多个文件夹，而 ${path} 本身就是一段视频。请一次检查一段，或使用 --each。`;
    }
  },
};

export const checkTexts: Record<Language, Texts> = { 'zh-CN': zh, en };

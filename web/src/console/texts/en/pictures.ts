import type { SameTexts } from '../../../i18n/catalogue.ts';
import type { pictures as zhCN } from '../zh-CN/pictures.ts';

export const pictures: SameTexts<typeof zhCN> = {
  about: 'What the clip shows, second by second; seconds: {{n}}',
  choose: 'Choose a second',
  hint: '(click another second to read it)',
  colour: 'Colour',
  luma: 'Brightness',
  change: 'Change',
  damaged: 'Damage',
  time: 'Seconds',
  when: '{{name}}: seconds {{when}}',
  second:
    'Second {{from}}–{{to}}: brightness {{luma}} of 255, range {{range}}, chroma {{cb}}/{{cr}}, change {{change}} of 255, frames {{pictures}}',
  secondDamaged: 'damaged {{damaged}}',
  nothing: 'Second {{from}}–{{to}}: no picture',
  list: ', ',
  join: '; ',
  explain: {
    luma: 'Brightness: the mean of the second. Video black is 16, white 235.',
    range: 'Range: from the dark parts of the picture to its bright ones. Close to 0 it is one flat colour.',
    chroma: 'Chroma: the mean colour. Grey is 128 / 128.',
    change:
      'Change: how much brightness differs from one picture to the next, where it does most, from 0 to 255. Below {{least}} nothing moves.',
  },
  numbers: 'Numbers of each second',
  heads: {
    at: 'Second',
    luma: 'Brightness',
    range: 'Range',
    chroma: 'Chroma Cb / Cr',
    change: 'Change',
    frames: 'Frames',
    damaged: 'Damaged',
    what: 'Conspicuous',
  },
};

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

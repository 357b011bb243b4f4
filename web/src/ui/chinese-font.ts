// A file of its own, for machines without Chinese glyphs: a hundred font-face rules, each a slice fetched when needed.
import '@fontsource/noto-sans-sc/400.css';
import './chinese-font.css';

/** The colours and measures of both products. Every text colour has at least 4.5:1 on the surfaces it stands on. */
export type Tokens = Readonly<Record<TokenName, string>>;
type TokenName =
  | 'ink'
  | 'ink-soft'
  | 'primary'
  | 'primary-soft'
  | 'verified'
  | 'verified-soft'
  | 'waiting'
  | 'waiting-soft'
  | 'refused'
  | 'refused-soft'
  | 'surface'
  | 'ground'
  | 'line'
  | 'line-strong'
  | 'header'
  | 'header-text'
  | 'header-soft';

export const light: Tokens = {
  ink: '#10243e',
  'ink-soft': '#52627a',
  primary: '#0958d9',
  'primary-soft': '#e8f1ff',
  verified: '#1a7f45',
  'verified-soft': '#eaf7ef',
  waiting: '#9a5b00',
  'waiting-soft': '#fff7e6',
  refused: '#c8102e',
  'refused-soft': '#fdeef0',
  surface: '#ffffff',
  ground: '#f5f7fa',
  line: '#d9e0e8',
  'line-strong': '#8c9aad',
  header: '#10243e',
  'header-text': '#ffffff',
  'header-soft': '#b9c6d8',
};

export const dark: Tokens = {
  ink: '#e8edf4',
  'ink-soft': '#a3b1c4',
  primary: '#6ea8ff',
  'primary-soft': '#14294a',
  verified: '#5cc98a',
  'verified-soft': '#122b1e',
  waiting: '#f0b357',
  'waiting-soft': '#33260f',
  refused: '#ff8a96',
  'refused-soft': '#3a171d',
  surface: '#16202e',
  ground: '#0d1520',
  line: '#2c3a4d',
  'line-strong': '#6b7c93',
  header: '#0a1420',
  'header-text': '#e8edf4',
  'header-soft': '#a3b1c4',
};

export const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
const MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

const declare = (tokens: Tokens) =>
  Object.entries(tokens)
    .map(([name, value]) => `--kt-${name}:${value}`)
    .join(';');

/** The colours alone, in place of those of the system's setting. */
export const colourSheet = (isDark: boolean): string => `:root{${declare(isDark ? dark : light)}}`;

/**
 * The tokens as custom properties `--kt-…`, following the system's light or dark setting. `withChineseFont`: this
 * machine has no Chinese glyphs, and ours goes first.
 */
export function tokenSheet(withChineseFont = false): string {
  const chinese = withChineseFont ? "'Noto Sans SC', " : '';
  const latin = withChineseFont ? `:root:lang(en){--kt-font:'Kaitong Latin', ${chinese}${FONT}}` : '';
  return `:root{${declare(light)};--kt-font:${chinese}${FONT};--kt-mono:${MONO}}${latin}
@media (prefers-color-scheme: dark){:root{${declare(dark)}}}`;
}

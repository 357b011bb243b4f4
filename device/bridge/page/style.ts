/** Colours as console and app have them, in light and dark. The bridge stands alone, without their built pages. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #10243e; --ink-soft: #52627a; --primary: #0958d9; --primary-soft: #e8f1ff; --verified: #1a7f45; --verified-soft: #eaf7ef; --waiting: #9a5b00; --waiting-soft: #fff7e6; --refused: #c8102e; --refused-soft: #fdeef0; --surface: #ffffff; --ground: #f5f7fa; --line: #d9e0e8; --line-strong: #8c9aad; --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; color: var(--ink); background: var(--ground); }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf4; --ink-soft: #a3b1c4; --primary: #6ea8ff; --primary-soft: #14294a; --verified: #5cc98a; --verified-soft: #122b1e; --waiting: #f0b357; --waiting-soft: #33260f; --refused: #ff8a96; --refused-soft: #3a171d; --surface: #16202e; --ground: #0d1520; --line: #2c3a4d; --line-strong: #6b7c93; } }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 1200px; padding: 16px; }
header { display: grid; grid-template-columns: 1fr auto; align-items: baseline; gap: 0 16px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0; }
header p { grid-column: 1 / -1; margin: 4px 0 16px; color: var(--ink-soft); max-width: 72ch; }
a { color: var(--primary); }
#trouble { background: var(--refused-soft); border: 1px solid var(--refused); border-radius: 8px; padding: 8px 12px; }
article { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin-bottom: 24px; display: grid; grid-template-columns: minmax(0, 7fr) minmax(0, 5fr); gap: 16px 24px; align-items: start; }
article > h2 { grid-column: 1 / -1; display: flex; align-items: baseline; gap: 12px; flex-wrap: wrap; }
h2 { font-size: 18px; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 15px; line-height: 1.4; margin: 0 0 4px; }
.state { font-size: 13px; font-weight: 400; border-radius: 4px; padding: 0 8px; color: var(--waiting); background: var(--waiting-soft); }
.state.live { color: var(--verified); background: var(--verified-soft); }
.state.waiting { color: var(--refused); background: var(--refused-soft); }
.seen, .told { display: flex; flex-direction: column; gap: 16px; min-width: 0; }
.lens { aspect-ratio: 16 / 9; background: #141414; border-radius: 6px; overflow: hidden; position: relative; }
.lens video, .lens img { width: 100%; height: 100%; display: block; object-fit: contain; }
.lens p { position: absolute; inset: 0; margin: 0; display: grid; place-items: center; color: #fff; padding: 16px; text-align: center; }
p { margin: 0; overflow-wrap: anywhere; }
.soft { color: var(--ink-soft); font-size: 13px; }
.problem { border: 1px solid var(--refused); background: var(--refused-soft); border-radius: 6px; padding: 8px 12px; }
.problem.waits { border-color: var(--waiting); background: var(--waiting-soft); margin-top: 4px; }
dl { margin: 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; font-size: 14px; font-variant-numeric: tabular-nums; }
dt { color: var(--ink-soft); }
dd { margin: 0; overflow-wrap: anywhere; }
dd.warns { color: var(--waiting); }
.meter { position: relative; height: 16px; border-radius: 4px; background: var(--ground); border: 1px solid var(--line); margin: 4px 0; overflow: hidden; }
.meter i { position: absolute; inset: 0 auto 0 0; background: var(--verified); }
.meter.near i { background: var(--waiting); }
.meter.none i { background: var(--refused); }
.meter b { position: absolute; top: 0; bottom: 0; width: 2px; background: var(--ink); }
.meter u { position: absolute; top: 2px; bottom: 2px; width: 3px; border-radius: 2px; background: var(--primary); }
.hint.none { color: var(--refused); }
.hint.near { color: var(--waiting); }
.hint.enough { color: var(--verified); }
.verdict { margin-top: 8px; font-size: 18px; font-weight: 600; }
.verdict:empty { display: none; }
.verdict.pass { color: var(--verified); }
.verdict.pass_with_warnings, .verdict.undecided { color: var(--waiting); }
.verdict.fail { color: var(--refused); }
ul { list-style: none; margin: 8px 0 0; padding: 0; display: flex; flex-direction: column; gap: 12px; }
.finding { border-left: 3px solid var(--waiting); padding-left: 12px; }
.finding.error { border-color: var(--refused); }
.finding h4 { margin: 0; font-size: 14px; line-height: 1.4; }
.finding code { font: 12px var(--mono); color: var(--ink-soft); }
.id { font: 13px var(--mono); overflow-wrap: anywhere; }
.news { gap: 4px; font-size: 13px; }
.news li { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 12px; overflow-wrap: anywhere; }
.news time { color: var(--ink-soft); font-variant-numeric: tabular-nums; }
.row { display: flex; gap: 8px; flex-wrap: wrap; margin-top: 8px; }
button { font: inherit; border: 1px solid var(--line-strong); background: var(--surface); border-radius: 6px; padding: 6px 16px; cursor: pointer; color: var(--primary); }
button.first { background: var(--primary); border-color: transparent; color: var(--surface); }
button:disabled { background: var(--ground); border-color: var(--line); color: var(--ink-soft); cursor: default; }
textarea { width: 100%; box-sizing: border-box; margin-top: 8px; font: 12px var(--mono); color: inherit; background: var(--surface); border: 1px solid var(--line-strong); border-radius: 6px; }
button:focus-visible, textarea:focus-visible, a:focus-visible, video:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px; }
.asked { color: var(--primary); font-weight: 600; }
@media (max-width: 800px) { article { grid-template-columns: minmax(0, 1fr); } body { padding: 12px; } article { padding: 12px; } }
`;

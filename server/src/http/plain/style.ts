/** How pages without scripts look, in the platform's colours. It stands in each page, whose policy names its hash. */
export const STYLE = `
:root { color-scheme: light dark }
* { box-sizing: border-box }
body { margin: 0; background: var(--kt-ground); color: var(--kt-ink); font: 15px/24px var(--kt-font, system-ui, sans-serif); overflow-wrap: anywhere }
main { max-width: 60rem; margin: 0 auto; padding: 8px 16px 48px }
header, footer { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 4px 16px; min-height: 48px }
header b { display: flex; align-items: center; gap: 8px } header svg { width: 24px; height: 24px }
a { color: var(--kt-primary) }
h1, h2, h3, p, ul, dl, dd, figure { margin: 0; padding: 0 }
h1 { font-size: 24px; line-height: 32px; margin-top: 8px } h2 { font-size: 18px; line-height: 26px } h3 { font-size: 14px; line-height: 22px; color: var(--kt-ink-soft) }
dt, .soft, footer { color: var(--kt-ink-soft); font-size: 13px; line-height: 20px }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 8px 0 24px } .facts div { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px } section .facts { margin: 0 } .state { margin: 0 0 24px }
.id, code { font-family: var(--kt-mono, monospace); font-size: .93em }
section { border-top: 1px solid var(--kt-line); padding: 24px 0; display: grid; gap: 12px; break-inside: avoid-page }
.lead { font-size: 18px; line-height: 26px; font-weight: 600 }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px }
.tag { font-size: 13px; line-height: 20px; font-weight: 600; white-space: nowrap; padding: 0 8px; border: 1px solid currentColor; border-radius: 10px }
.error { color: var(--kt-refused) } .warning { color: var(--kt-waiting) } .approved { color: var(--kt-verified) }
.standing { display: grid; gap: 4px; margin: 8px 0 24px; padding: 16px; border: 2px solid currentColor; border-radius: 8px } .standing b { font-size: 28px; line-height: 36px } .standing p { color: var(--kt-ink); max-width: 72ch }
.search { display: flex; flex-wrap: wrap; align-items: end; gap: 8px 12px; margin: 0 0 24px } .search label { flex: 1 1 280px; display: grid; gap: 4px }
input[type=search], button { font: inherit; min-height: 40px; padding: 0 12px; color: inherit; background: var(--kt-surface, Canvas); border: 1px solid var(--kt-ink-soft); border-radius: 6px }
button { color: var(--kt-primary); border-color: currentColor; cursor: pointer }
pre { margin: 0; padding: 12px; overflow-x: auto; border: 1px solid var(--kt-line); border-radius: 8px; font: 13px/20px var(--kt-mono, monospace) }
.words { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 12px 32px } .words dd { max-width: 72ch } main > .words { margin-bottom: 24px }
ul { list-style: none }
details summary { cursor: pointer; font-weight: 600; padding: 4px 0 }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; margin: 4px 0 12px; font-size: 13px; line-height: 20px }
caption { text-align: start; padding: 8px 0 4px; font-weight: 600 } caption span { color: var(--kt-ink-soft); font-weight: 400 }
th { text-align: start; color: var(--kt-ink-soft); font-weight: 400 } th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--kt-line); vertical-align: top }
td { font-variant-numeric: tabular-nums } .wrong td { background: var(--kt-refused-soft) } .wrong td:first-child { font-weight: 600 }
figure img { max-width: 100%; max-height: 320px; border-radius: 8px } video { width: 100%; max-height: 420px; background: #000; border-radius: 8px }
:focus-visible { outline: 2px solid var(--kt-primary); outline-offset: 2px }
@media (max-width: 640px) { .words { grid-template-columns: minmax(0, 1fr) } }
@media print { body { background: #fff; color: #000 } .screen { display: none } details::details-content { content-visibility: visible; block-size: auto } }
`;

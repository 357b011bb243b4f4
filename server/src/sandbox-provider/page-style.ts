/** How the checkout looks, in the app's colours. It stands in the page, whose policy names its hash. */
export const STYLE = `
:root { color-scheme: light dark }
* { box-sizing: border-box }
body { margin: 0; background: var(--kt-ground); color: var(--kt-ink); font: 16px/24px var(--kt-font, system-ui, sans-serif); overflow-wrap: anywhere }
main { max-width: 26rem; margin: 0 auto; padding: 8px 16px 48px; display: grid; gap: 16px }
header { display: flex; justify-content: space-between; align-items: center; gap: 16px; min-height: 48px }
a { color: var(--kt-primary) }
h1, h2, p, ul, dl, dd { margin: 0; padding: 0 } ul { list-style: none }
h1 { font-size: 20px; line-height: 28px } h2 { font-size: 14px; line-height: 20px; color: var(--kt-ink-soft) }
.notice { display: flex; gap: 10px; background: var(--kt-waiting-soft); border-radius: 12px; padding: 12px 14px; font-size: 15px; line-height: 22px }
svg { flex: none; width: 1.25em; height: 1.25em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.notice svg { margin-top: 2px; color: var(--kt-waiting) }
.card { display: grid; gap: 16px; background: var(--kt-surface); border: 1px solid var(--kt-line); border-radius: 16px; padding: 16px }
.soft, dt { color: var(--kt-ink-soft) }
.price { font-size: 36px; line-height: 44px; font-weight: 600; font-variant-numeric: tabular-nums }
dl { display: grid; gap: 8px } dl > div { display: flex; justify-content: space-between; gap: 16px } dd { text-align: end; font-variant-numeric: tabular-nums }
.id { font-family: var(--kt-mono, monospace); font-size: .93em }
.done { display: flex; gap: 8px; align-items: center; font-weight: 600 } .paid { color: var(--kt-verified) } .failed { color: var(--kt-refused) }
form, .acts { display: grid; gap: 12px }
button, a.go { min-height: 48px; padding: 8px 20px; border: 1px solid var(--kt-line-strong); border-radius: 12px; background: var(--kt-surface); color: inherit; font: inherit; font-weight: 600; cursor: pointer }
.go { background: var(--kt-primary); border-color: transparent; color: var(--kt-surface); text-decoration: none }
label { display: grid; gap: 6px; font-weight: 600 } label.tick { display: flex; gap: 8px; align-items: center; font-weight: 400 }
select, input[type=number] { width: 100%; min-height: 48px; padding: 8px 14px; font: inherit; font-weight: 400; color: inherit; background: var(--kt-surface); border: 1px solid var(--kt-line-strong); border-radius: 12px }
input[type=checkbox] { width: 20px; height: 20px; flex: none; accent-color: var(--kt-primary) }
details.card { display: block } summary { cursor: pointer; font-weight: 600 } details[open] > summary { margin-bottom: 16px } details form + form { margin-top: 12px }
.back { text-align: center }
li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 8px 0 } li + li { border-top: 1px solid var(--kt-line) }
:focus-visible { outline: 2px solid var(--kt-primary); outline-offset: 2px }
`;

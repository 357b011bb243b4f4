/**
 * Runs in a page that is walked by the keyboard: notes what Tab reaches and how it looks, and says what it did not reach.
 * A text, because tests are no pages and know none of their types.
 */
export const IN_PAGE = `(() => {
  const LEAVES = /^(Sign out|退出登录)$/;
  const NATIVE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, video[controls]';
  const ANY = NATIVE + ', [tabindex]';
  const GROUP = '[role=tablist], [role=radiogroup], [role=listbox], [role=menu], [role=menubar], [role=grid], [role=tree]';
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    element.getClientRects().length > 0 && !element.closest('[inert], [aria-hidden=true]');
  const modal = () => [...document.querySelectorAll('[role=dialog][aria-modal=true], dialog:modal, [role=dialog]')].filter(shown).at(-1);
  const within = () => modal() ?? document.body;
  const all = (selector) => [...within().querySelectorAll(selector)].filter((one) => shown(one) && !one.matches(':disabled'));
  const sides = ['outlineStyle', 'outlineColor', 'outlineWidth', 'boxShadow', 'borderTopColor', 'borderBottomColor', 'backgroundColor', 'textDecorationLine', 'color', 'opacity', 'clipPath'];
  const look = (element) => {
    const near = [element, element.parentElement, element.parentElement?.parentElement, element.parentElement?.parentElement?.parentElement];
    const all = new Set([...near, ...element.children, ...(element.parentElement?.children ?? [])].filter((one) => one && one !== document.body));
    return [...all].slice(0, 24).map((one) => [undefined, '::before', '::after'].map((part) => {
      const style = getComputedStyle(one, part);
      return sides.map((side) => style[side]).join();
    }).join('|')).join('\\n');
  };
  const name = (element) => {
    const text = element.getAttribute('aria-label') || element.innerText || element.getAttribute('placeholder') || element.closest('label')?.innerText || element.id;
    return element.tagName.toLowerCase() + (element.type ? '[' + element.type + ']' : '') + ' "' + String(text).trim().replace(/\\s+/g, ' ').slice(0, 60) + '"' + ' .' + String(element.className?.baseVal ?? element.className).slice(0, 60);
  };
  let reached = new Map();
  let round = false;
  let ends = 0;
  let outside;
  const onKey = (event) => {
    if (event.key !== 'Tab') return;
    const element = document.activeElement;
    // What plays has keys of its own inside, which nobody is told of: past it, the page comes round twice.
    if (!element || element === document.body) return void (round ||= reached.size > 0 && ++ends > 1);
    reached.set(element, look(element));
    // A dialogue takes the focus back by the time of the next key.
    if (modal()?.contains(element) === false) outside ??= name(element);
  };
  const onFocus = ({ target }) => {
    if (reached.has(target)) round = true;
  };
  addEventListener('keydown', onKey, true);
  addEventListener('focusin', onFocus, true);
  const still = new CSSStyleSheet();
  still.replaceSync('* { transition: none !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  const clickable = (element) => {
    const key = Object.keys(element).find((one) => one.startsWith('__reactProps'));
    return key !== undefined && typeof element[key].onClick === 'function';
  };
  const groupOf = (element) => element.type === 'radio' ? document.getElementsByName(element.name) : element.closest(GROUP)?.querySelectorAll('*');
  globalThis.kaitongWalk = {
    begin() { reached = new Map(); round = false; ends = 0; outside = undefined; },
    isRound: () => round,
    async faults() {
      document.activeElement?.blur();
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      const faults = [];
      for (const element of all(ANY)) {
        if (reached.has(element)) continue;
        if (element.tabIndex < 0 && !element.matches(NATIVE)) continue;
        const group = groupOf(element);
        if (group && [...group].some((one) => reached.has(one))) continue;
        faults.push('not reached: ' + name(element));
      }
      for (const [element, focused] of reached)
        if (element.isConnected && shown(element) && (element.tabIndex >= 0 || element.matches(NATIVE)) && look(element) === focused) faults.push('no ring: ' + name(element));
      for (const element of within().querySelectorAll('*'))
        // A picture that is pressed does what the button below it does.
        if (element.tagName !== 'VIDEO' && clickable(element) && shown(element) && !element.closest(ANY + ', label') && !element.querySelector(ANY))
          faults.push('only by a mouse: ' + name(element));
      if (outside) faults.push('left the dialogue: ' + outside);
      return [...new Set(faults)];
    },
    dialog: () => modal()?.innerText.slice(0, 40),
    tabs: () => all('[role=tab][aria-selected=true]').filter((one) => one.closest('[role=tablist]').querySelectorAll('[role=tab]').length > 1).length,
    buttons() {
      const names = new Set();
      return all('main button:not([type=submit])').flatMap((one, n) => {
        const kind = (one.getAttribute('aria-label') || one.innerText).replace(/[0-9a-z]{10,}|\\d+/g, '').trim();
        one.dataset.walked = String(n);
        if (one.closest('[role=tablist]') || one.hasAttribute('aria-pressed') || names.has(kind)) return [];
        names.add(kind);
        if (LEAVES.test(kind)) return [];
        return [{ n, kind }];
      });
    },
    focusOn(n) { document.querySelector('[data-walked="' + n + '"]')?.focus(); },
    isOn: (n) => document.activeElement?.dataset.walked === String(n),
    focused: () => document.activeElement === document.body ? 'nothing' : name(document.activeElement),
  };
})()`;

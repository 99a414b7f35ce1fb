// What makes the pages pleasant and is not needed to read them: theme, local times, a loading indicator, data that updates itself.
// Other scripts hear of "theme" (other colours now) and "content" (detail: the elements that are new) on the document.

const root = document.documentElement;
const main = document.getElementById('main');
const remembered = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Then it holds for this page.
    }
  },
};

// Theme: the system's, light, dark.

const themes = ['system', 'light', 'dark'];
const themeButton = document.getElementById('theme');

function showTheme() {
  const theme = root.dataset.theme ?? 'system';
  themeButton.setAttribute('aria-label', `Theme: ${theme}`);
  themeButton.title = `Theme: ${theme}. Press for ${themes[(themes.indexOf(theme) + 1) % themes.length]}.`;
}

function setTheme(theme) {
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
  } else {
    delete root.dataset.theme;
  }
  showTheme();
  document.dispatchEvent(new Event('theme'));
}

themeButton.addEventListener('click', () => {
  const theme = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
  remembered.set('theme', theme);
  setTheme(theme);
});
addEventListener('storage', event => {
  if (event.key === 'theme') {
    setTheme(event.newValue);
  }
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('theme')));
showTheme();

// Times: the server writes UTC, a reader reads their own zone.

const exact = new Intl.DateTimeFormat(undefined, {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
});

function localise(parts) {
  for (const time of parts.flatMap(part => [...part.querySelectorAll('time[datetime*="T"]')])) {
    const local = exact.format(new Date(time.dateTime));
    if (time.hasAttribute('title')) {
      time.title = local;
    }
    for (const text of time.querySelectorAll('.exact')) {
      text.textContent = text.textContent.startsWith('(') ? `(${local})` : local;
    }
  }
}

// A bar for whatever takes longer than a blink.

const loading = document.getElementById('loading');
const patience = 300;
const giveUp = 20_000;
let timers = [];

function waits() {
  settles();
  timers = [setTimeout(() => { loading.hidden = false; }, patience), setTimeout(settles, giveUp)];
}

function settles() {
  timers.forEach(clearTimeout);
  loading.hidden = true;
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  const leaves = link && !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    && link.origin === location.origin && !link.hasAttribute('download') && !link.target
    && (link.pathname !== location.pathname || link.search !== location.search);
  if (leaves) {
    waits();
  }
});
document.addEventListener('submit', event => {
  if (!event.defaultPrevented) {
    waits();
  }
});
addEventListener('pageshow', settles);
addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    settles();
  }
});

// Text to be taken elsewhere: the code that stands before the button.

document.addEventListener('click', async event => {
  const button = event.target.closest?.('.copy-button');
  if (!button) {
    return;
  }
  const code = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(code.textContent);
    const name = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = name; }, 2000);
  } catch {
    // Browsers give the clipboard to secure pages only.
    getSelection().selectAllChildren(code);
  }
});

// Data that updates itself: the page is asked for again, and what differs takes the place of what was there.

const freshness = document.getElementById('freshness');
const pauseButton = document.getElementById('pause');
const every = 30_000;
const deadline = 15_000;

let pristine = main.cloneNode(true);
let updatedAt = Date.now();
let triedAt = updatedAt;
let isPaused = remembered.get('refresh') === 'paused';
let fault = '';
let asking = null;

function showFreshness() {
  const seconds = Math.max(0, Math.round((Date.now() - updatedAt) / 1000));
  const ago = seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
  const time = freshness.querySelector('time');
  const text = fault ? `${ago} ago: ${fault}` : `${ago} ago`;
  if (time.textContent !== text) {
    time.textContent = text;
    time.title = exact.format(new Date(updatedAt));
  }
  freshness.classList.toggle('failing', fault !== '');
}

function showPause() {
  pauseButton.textContent = isPaused ? 'Resume' : 'Pause';
  pauseButton.title = isPaused ? 'This page stays as it is' : 'This page follows the data by itself';
}

// Somebody who types, selects or is about to confirm something is not to be disturbed.
function isOccupied() {
  const focused = document.activeElement;
  const selection = getSelection();
  return (main.contains(focused) && focused.matches('input, select, textarea'))
    || (selection && !selection.isCollapsed && main.contains(selection.anchorNode))
    || main.querySelector('details[open] form') !== null;
}

async function update() {
  triedAt = Date.now();
  asking = new AbortController();
  const timer = setTimeout(() => asking.abort(), deadline);
  try {
    const answer = await fetch(location.href, { cache: 'no-store', redirect: 'manual', signal: asking.signal });
    if (answer.type === 'opaqueredirect' || answer.status === 404) {
      // The session has ended, or what this page is about is gone.
      location.reload();
      return;
    }
    if (!answer.ok) {
      throw new Error(answer.status === 503 ? 'the data is out of reach' : `status ${answer.status}`);
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!fresh.getElementById('main') || !fresh.getElementById('freshness')) {
      throw new Error('no page came back');
    }
    if (isPaused || isOccupied()) {
      return;
    }
    take(fresh);
    updatedAt = Date.now();
    fault = '';
  } catch (error) {
    fault = error.name === 'AbortError' || error instanceof TypeError ? 'no answer' : error.message;
  } finally {
    clearTimeout(timer);
    asking = null;
    showFreshness();
  }
}

function take(fresh) {
  const next = fresh.getElementById('main');
  document.title = fresh.title;
  freshness.replaceChildren(...document.importNode(fresh.getElementById('freshness'), true).childNodes);

  const isSameShape = next.children.length === main.children.length && main.children.length === pristine.children.length;
  const pairs = isSameShape
    ? [...next.children].map((child, i) => [main.children[i], child]).filter(([, child], i) => !child.isEqualNode(pristine.children[i]))
    : null;
  pristine = next.cloneNode(true);

  const added = [];
  if (pairs) {
    for (const [old, child] of pairs) {
      added.push(replace(old, child));
    }
  } else {
    const state = stateOf(main);
    main.replaceChildren(...document.importNode(next, true).childNodes);
    restore(main, state);
    added.push(main);
  }
  announce(added);
}

function replace(old, child) {
  const state = stateOf(old);
  const copy = document.importNode(child, true);
  old.replaceWith(copy);
  restore(copy, state);
  return copy;
}

// What the reader did to a part of the page: where it is scrolled to, what is open, what has the focus.
const kept = { scroll: '.scroll, .code, .boxed', details: 'details', chart: '.chart' };
const all = (part, selector) => [...(part.matches(selector) ? [part] : []), ...part.querySelectorAll(selector)];

function stateOf(part) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  return {
    scroll: all(part, kept.scroll).map(box => [box.scrollLeft, box.scrollTop]),
    details: all(part, kept.details).map(details => details.open),
    chart: all(part, kept.chart).map(chart => chart.classList.contains('as-table')),
    focus: focused && (focused.id ? `#${CSS.escape(focused.id)}` : pathOf(part, focused)),
  };
}

function restore(part, state) {
  const each = (selector, values, set) => {
    const elements = all(part, selector);
    if (elements.length === values.length) {
      elements.forEach((element, i) => set(element, values[i]));
    }
  };
  each(kept.details, state.details, (details, open) => { details.open = open; });
  each(kept.chart, state.chart, (chart, asTable) => chart.classList.toggle('as-table', asTable));
  each(kept.scroll, state.scroll, (box, [left, top]) => box.scrollTo(left, top));
  const focus = typeof state.focus === 'string' ? part.querySelector(state.focus) : state.focus?.reduce((element, i) => element?.children[i], part);
  focus?.focus({ preventScroll: true });
}

function pathOf(part, element) {
  const path = [];
  for (let at = element; at !== part; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}

function announce(added) {
  localise(added);
  document.dispatchEvent(new CustomEvent('content', { detail: added }));
}

function tick() {
  if (document.hidden) {
    return;
  }
  showFreshness();
  if (!isPaused && !asking && Date.now() - Math.max(updatedAt, triedAt) >= every && !isOccupied()) {
    update();
  }
}

localise([main]);
if (freshness) {
  pauseButton.addEventListener('click', () => {
    isPaused = !isPaused;
    remembered.set('refresh', isPaused ? 'paused' : 'on');
    fault = '';
    showPause();
    if (!isPaused) {
      update();
    }
  });
  document.addEventListener('visibilitychange', tick);
  addEventListener('pageshow', tick);
  addEventListener('pagehide', () => asking?.abort());
  setInterval(tick, 1000);
  showPause();
  showFreshness();
}

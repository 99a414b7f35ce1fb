// Optional parts of the pages: theme, local times, a loading indicator, data that refreshes itself.
// Events on the document: "theme" (the colours have changed) and "content" (detail: the new elements).

const root = document.documentElement;
const main = document.getElementById('main');
const storage = {
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
      // Without storage the value lasts as long as the page.
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
  storage.set('theme', theme);
  setTheme(theme);
});
addEventListener('storage', event => {
  if (event.key === 'theme') {
    setTheme(event.newValue);
  }
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('theme')));
showTheme();

// Times: the server writes UTC, the page shows the reader's time zone.

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

// The loading indicator appears after 300 ms.

const loading = document.getElementById('loading');
const loadingDelay = 300;
const loadingTimeout = 20_000;
let timers = [];

function startLoading() {
  stopLoading();
  timers = [setTimeout(() => { loading.hidden = false; }, loadingDelay), setTimeout(stopLoading, loadingTimeout)];
}

function stopLoading() {
  timers.forEach(clearTimeout);
  loading.hidden = true;
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  const navigates = link && !event.defaultPrevented && event.button === 0
    && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    && link.origin === location.origin && !link.hasAttribute('download') && !link.target
    && (link.pathname !== location.pathname || link.search !== location.search);
  if (navigates) {
    startLoading();
  }
});
document.addEventListener('submit', event => {
  if (!event.defaultPrevented) {
    startLoading();
  }
});
addEventListener('pageshow', stopLoading);
addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    stopLoading();
  }
});

// The copy button copies the code before it.

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
    // Without https there is no clipboard: the code is selected instead.
    getSelection().selectAllChildren(code);
  }
});

// Refresh: the page is requested again, and the parts that differ are replaced.

const freshness = document.getElementById('freshness');
const pauseButton = document.getElementById('pause');
const refreshInterval = 30_000;
const refreshTimeout = 15_000;

let lastServed = main.cloneNode(true);
let updatedAt = Date.now();
let triedAt = updatedAt;
let isPaused = storage.get('refresh') === 'paused';
let failure = '';
let pendingRefresh = null;

function showFreshness() {
  const seconds = Math.max(0, Math.round((Date.now() - updatedAt) / 1000));
  const ago = seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
  const time = freshness.querySelector('time');
  const text = failure ? `${ago} ago: ${failure}` : `${ago} ago`;
  if (time.textContent !== text) {
    time.textContent = text;
    time.title = exact.format(new Date(updatedAt));
  }
  freshness.classList.toggle('failing', failure !== '');
}

function showPause() {
  pauseButton.textContent = isPaused ? 'Resume' : 'Pause';
  pauseButton.title = isPaused ? 'This page stays as it is' : 'This page follows the data by itself';
}

// No refresh while the reader types, selects text, or has a form open.
function isInUse() {
  const focused = document.activeElement;
  const selection = getSelection();
  return (main.contains(focused) && focused.matches('input, select, textarea'))
    || (selection && !selection.isCollapsed && main.contains(selection.anchorNode))
    || main.querySelector('details[open] form') !== null;
}

async function update() {
  triedAt = Date.now();
  pendingRefresh = new AbortController();
  const timer = setTimeout(() => pendingRefresh.abort(), refreshTimeout);
  try {
    const response = await fetch(location.href, { cache: 'no-store', redirect: 'manual', signal: pendingRefresh.signal });
    if (response.type === 'opaqueredirect' || response.status === 404) {
      // The session has ended, or the subject of the page was deleted.
      location.reload();
      return;
    }
    if (!response.ok) {
      throw new Error(response.status === 503 ? 'the data is out of reach' : `status ${response.status}`);
    }
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!fresh.getElementById('main') || !fresh.getElementById('freshness')) {
      throw new Error('no page came back');
    }
    if (isPaused || isInUse()) {
      return;
    }
    applyUpdate(fresh);
    updatedAt = Date.now();
    failure = '';
  } catch (error) {
    failure = error.name === 'AbortError' || error instanceof TypeError ? 'no answer' : error.message;
  } finally {
    clearTimeout(timer);
    pendingRefresh = null;
    showFreshness();
  }
}

function applyUpdate(fresh) {
  const next = fresh.getElementById('main');
  document.title = fresh.title;
  freshness.replaceChildren(...document.importNode(fresh.getElementById('freshness'), true).childNodes);

  const isSameShape = next.children.length === main.children.length && main.children.length === lastServed.children.length;
  const pairs = isSameShape
    ? [...next.children].map((child, i) => [main.children[i], child]).filter(([, child], i) => !child.isEqualNode(lastServed.children[i]))
    : null;
  lastServed = next.cloneNode(true);

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
  afterChange(added);
}

function replace(old, child) {
  const state = stateOf(old);
  const copy = document.importNode(child, true);
  old.replaceWith(copy);
  restore(copy, state);
  return copy;
}

// The reader's state that survives a refresh: scroll positions, open details, charts shown as tables, the focus.
const restored = { scroll: '.scroll, .code, .boxed', details: 'details', chart: '.chart' };
const withSelf = (part, selector) => [...(part.matches(selector) ? [part] : []), ...part.querySelectorAll(selector)];

function stateOf(part) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  return {
    scroll: withSelf(part, restored.scroll).map(box => [box.scrollLeft, box.scrollTop]),
    details: withSelf(part, restored.details).map(details => details.open),
    chart: withSelf(part, restored.chart).map(chart => chart.classList.contains('as-table')),
    focus: focused && (focused.id ? `#${CSS.escape(focused.id)}` : pathOf(part, focused)),
  };
}

function restore(part, state) {
  const each = (selector, values, set) => {
    const elements = withSelf(part, selector);
    if (elements.length === values.length) {
      elements.forEach((element, i) => set(element, values[i]));
    }
  };
  each(restored.details, state.details, (details, open) => { details.open = open; });
  each(restored.chart, state.chart, (chart, asTable) => chart.classList.toggle('as-table', asTable));
  each(restored.scroll, state.scroll, (box, [left, top]) => box.scrollTo(left, top));
  const focus = typeof state.focus === 'string'
    ? part.querySelector(state.focus)
    : state.focus?.reduce((element, i) => element?.children[i], part);
  focus?.focus({ preventScroll: true });
}

function pathOf(part, element) {
  const path = [];
  for (let at = element; at !== part; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}

function afterChange(added) {
  localise(added);
  document.dispatchEvent(new CustomEvent('content', { detail: added }));
}

function tick() {
  if (document.hidden) {
    return;
  }
  showFreshness();
  if (!isPaused && !pendingRefresh && Date.now() - Math.max(updatedAt, triedAt) >= refreshInterval && !isInUse()) {
    update();
  }
}

localise([main]);
if (freshness) {
  pauseButton.addEventListener('click', () => {
    isPaused = !isPaused;
    storage.set('refresh', isPaused ? 'paused' : 'on');
    failure = '';
    showPause();
    if (!isPaused) {
      update();
    }
  });
  document.addEventListener('visibilitychange', tick);
  addEventListener('pageshow', tick);
  addEventListener('pagehide', () => pendingRefresh?.abort());
  setInterval(tick, 1000);
  showPause();
  showFreshness();
}

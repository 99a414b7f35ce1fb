// Theme, and pages that follow the data: each second the page is asked for again, with its ETag, and what differs is changed in place, so that
// focus, selection and scrolling stay where they are. Other scripts hear "theme" and "content" on the document; data-paused on the root
// element says that the reader wants the page as it is.

const root = document.documentElement;
const main = document.getElementById('main');
const live = document.getElementById('live');
const pauseButton = document.getElementById('pause');
const themeButton = document.getElementById('theme');

// Theme: the system's, light, dark.

const themes = ['system', 'light', 'dark'];

function showTheme() {
  themeButton.textContent = `Theme: ${root.dataset.theme ?? 'system'}`;
}

themeButton.addEventListener('click', () => {
  const theme = themes[(themes.indexOf(root.dataset.theme ?? 'system') + 1) % themes.length];
  if (theme === 'system') {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  try {
    localStorage.setItem('developer-dashboard-theme', theme);
  } catch {
    // Then it holds for this page.
  }
  showTheme();
  document.dispatchEvent(new Event('theme'));
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('theme')));
showTheme();

// Change in place: elements with an id are the same element wherever they have moved to; the others are told by their place.

function morph(old, fresh) {
  for (const name of old.getAttributeNames()) {
    // Whether a <details> is open is the reader's choice.
    if (!fresh.hasAttribute(name) && name !== 'open') {
      old.removeAttribute(name);
    }
  }
  for (const name of fresh.getAttributeNames()) {
    if (old.getAttribute(name) !== fresh.getAttribute(name)) {
      old.setAttribute(name, fresh.getAttribute(name));
    }
  }
  if ('keep' in fresh.dataset || 'keep' in old.dataset) {
    return;
  }
  morphChildren(old, fresh);
}

function morphChildren(old, fresh) {
  const named = new Map([...old.children].filter(child => child.id).map(child => [child.id, child]));
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const match = next.id ? named.get(next.id) : at && !at.id && at.nodeType === next.nodeType && at.nodeName === next.nodeName ? at : null;
    if (!match) {
      old.insertBefore(document.importNode(next, true), at);
      continue;
    }
    if (match === at) {
      at = at.nextSibling;
    } else {
      old.insertBefore(match, at);
    }
    if (match.nodeType === Node.ELEMENT_NODE) {
      if (!match.isEqualNode(next)) {
        morph(match, next);
      }
    } else if (match.data !== next.data) {
      match.data = next.data;
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// The page again.

const every = 1000;
const deadline = 10_000;
let tag = null;

function say(fault) {
  live.textContent = fault;
  live.hidden = fault === '';
}

// Somebody who types or chooses is not to be disturbed, nor is a selection.
function isOccupied() {
  const selection = getSelection();
  return document.activeElement?.matches('main input, main select') || (selection && !selection.isCollapsed && main.contains(selection.anchorNode));
}

async function update() {
  if (document.hidden || 'paused' in root.dataset || isOccupied()) {
    return;
  }
  const address = location.href;
  try {
    const answer = await fetch(address, {
      cache: 'no-store',
      redirect: 'manual',
      headers: tag ? { 'If-None-Match': tag } : {},
      signal: AbortSignal.timeout(deadline),
    });
    if (answer.status === 304) {
      say('');
      return;
    }
    if (answer.type === 'opaqueredirect') {
      // The login is no longer good: another run of the AppHost.
      location.reload();
      return;
    }
    if (!answer.ok) {
      throw new Error(answer.status === 404 ? 'gone' : `status ${answer.status}`);
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if ('paused' in root.dataset || isOccupied()) {
      return;
    }
    tag = answer.headers.get('ETag');
    morphChildren(main, fresh.getElementById('main'));
    document.dispatchEvent(new Event('content'));
    say('');
  } catch (error) {
    say(error.name === 'TimeoutError' || error instanceof TypeError ? 'no answer' : error.message);
  }
}

async function follow() {
  await update();
  setTimeout(follow, every);
}

if (live) {
  pauseButton.addEventListener('click', () => {
    const isPaused = root.toggleAttribute('data-paused');
    pauseButton.setAttribute('aria-pressed', isPaused);
    pauseButton.textContent = isPaused ? 'Resume' : 'Pause';
  });
  // The console's script adds lines itself.
  if (!document.getElementById('console')) {
    setTimeout(follow, every);
  }
}

// What a filter is set to, at once.
document.addEventListener('change', event => {
  if (event.target.matches('.filter select, .filter input[type=checkbox]')) {
    event.target.form.requestSubmit();
  }
});

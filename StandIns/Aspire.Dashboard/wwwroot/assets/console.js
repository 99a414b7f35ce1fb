// Adds what the resource has written since, and stays at the end unless the reader has scrolled away from it.

const root = document.documentElement;
const lines = document.getElementById('console');
const empty = document.getElementById('console-empty');
const live = document.getElementById('live');
const every = 500;
const most = 5000;

async function update() {
  const answer = await fetch(`${lines.dataset.lines}&after=${lines.dataset.last}`, { cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(10_000) });
  if (answer.type === 'opaqueredirect') {
    location.reload();
    return;
  }
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  const last = answer.headers.get('X-Last');
  if (last === lines.dataset.last) {
    return;
  }
  // Less than before: the dashboard has been started again.
  if (Number(last) < Number(lines.dataset.last)) {
    location.reload();
    return;
  }
  const isAtEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  lines.append(...document.importNode(fresh.body, true).childNodes);
  lines.dataset.last = last;
  empty.hidden = true;
  while (lines.childElementCount > most) {
    lines.firstElementChild.remove();
  }
  if (isAtEnd) {
    lines.scrollTop = lines.scrollHeight;
  }
}

async function follow() {
  if (!document.hidden && !('paused' in root.dataset)) {
    try {
      await update();
      live.hidden = true;
    } catch (error) {
      live.textContent = error.message.startsWith('status') ? error.message : 'no answer';
      live.hidden = false;
    }
  }
  setTimeout(follow, every);
}

if (lines) {
  lines.scrollTop = lines.scrollHeight;
  follow();
}

// Runs before anything is painted: says that scripts run, and takes the remembered theme.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') {
      root.dataset.theme = theme;
    }
  } catch {
    // Without storage there is nothing to remember: the system's theme it is.
  }
})();

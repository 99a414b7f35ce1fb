// Runs before anything is painted: says that scripts run, and takes the remembered theme.
(() => {
  'use strict';
  document.documentElement.classList.add('js');
  try {
    const theme = localStorage.getItem('developer-dashboard-theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Without storage there is nothing to remember: the system's theme it is.
  }
})();

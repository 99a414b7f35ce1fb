// Runs before the first paint: sets the class js and the stored theme.
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
    // Without storage the system's theme applies.
  }
})();

// Before anything is drawn: the theme somebody chose. main.js has the button.
'use strict';
try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch { /* no storage: the system's theme */ }

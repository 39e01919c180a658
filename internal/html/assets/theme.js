// The theme is that of the system unless the reader chose the other one. The
// choice is kept, where the browser allows it.
(() => {
  'use strict';
  let choice = null;
  try {
    choice = localStorage.getItem('parvet-theme');
  } catch {
    // A page may not be allowed to keep anything.
  }
  if (choice === 'dark' || choice === 'light') document.documentElement.dataset.theme = choice;
})();

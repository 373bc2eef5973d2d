// Runs before the first paint, so that a dark screen never flashes white. A file and not an inline script:
// the content security policy allows only files of this origin.
(function () {
  var choice = 'system';
  try {
    choice = localStorage.getItem('leme.theme') || 'system';
  } catch {
    // Storage may be blocked; the system's choice is a good default.
  }
  var dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();

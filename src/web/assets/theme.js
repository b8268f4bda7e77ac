// Runs before the first paint, so that a chosen colour scheme or language doesn't flash. Everything else is a module.
(() => {
  const kept = (key) => { try { return localStorage.getItem(`blindmask.${key}`); } catch { return null; } };
  const root = document.documentElement;
  if (['light', 'dark'].includes(kept('theme'))) root.dataset.theme = kept('theme');
  if (kept('lang') === 'en') root.lang = 'en';
})();

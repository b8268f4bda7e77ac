// A key for everything, in one table: what the page listens to, what `?` shows, and what stands on buttons and titles.
import { ask, h, t } from './ui.js';

/** Groups of `[action, keys]`. The words of an action are `key_<action>`. A key with `+` needs that modifier. */
const TABLE = {
  pages: [['next', ['ArrowRight', 'PageDown']], ['previous', ['ArrowLeft', 'PageUp']], ['first', ['Home']], ['last', ['End']], ['open', ['d']], ['queue', ['g']], ['filter', ['/']]],
  page: [['settle', ['Enter']], ['yes', ['y']], ['no', ['n']], ['release', ['r']], ['reupload', ['u']], ['undo', ['z', 'Ctrl+z']]],
  boxes: [['box_next', ['ArrowDown']], ['box_previous', ['ArrowUp']], ['confirm', ['c']], ['reject', ['x', 'Delete']], ['add', ['a']], ['add_here', ['Shift+a']], ['edit', ['e']]],
  draft: [['nudge', ['Arrows']], ['grow', ['Shift+Arrows']], ['far', ['Ctrl+Arrows']], ['save', ['Enter']], ['leave', ['Escape']]],
  looking: [['masked', ['m']], ['boxes', ['b']], ['zoom_in', ['+', '=']], ['zoom_out', ['-']], ['fit', ['0']], ['actual', ['1']], ['pan', ['Shift+Arrows']], ['turn', ['t']]],
  run: [['apply', ['p']], ['language', ['l']], ['scheme', ['k']], ['help', ['?']], ['leave', ['Escape']]],
};
const SHOWN = { ArrowRight: '→', ArrowLeft: '←', ArrowDown: '↓', ArrowUp: '↑', Arrows: '← → ↑ ↓', PageDown: 'PgDn', PageUp: 'PgUp', Escape: 'Esc', Delete: 'Del' };
const ACTIONS = new Map();
for (const group of Object.values(TABLE)) for (const [action, keys] of group) for (const key of keys) if (!ACTIONS.has(key)) ACTIONS.set(key, action);

const shown = (key) => key.split('+').filter(Boolean).map((part) => SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(' ') || key;

/** What stands on a button for `action`. */
export function keyOf(action) {
  for (const group of Object.values(TABLE)) for (const [name, keys] of group) if (name === action) return shown(keys[0]);
  return '';
}

const typing = (el) => el?.closest?.('input, select, textarea, [contenteditable]');

/** Calls `on(action, event)` for every key of the table; what returns true has used the key. Arrows come as `arrow`. */
export function listen(on) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') || event.altKey || event.metaKey) return;
    if (typing(event.target)) { if (event.key === 'Escape') event.target.blur(); return; }
    // Enter and the space bar press what has the focus.
    if ((event.key === 'Enter' || event.key === ' ') && event.target.closest('button, a, summary')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const arrow = key.startsWith('Arrow') && on('arrow', event);
    const full = event.ctrlKey ? `Ctrl+${key}` : event.shiftKey && /^[a-z]$/.test(key) ? `Shift+${key}` : event.shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key;
    if (arrow || (ACTIONS.has(full) && on(ACTIONS.get(full), event))) event.preventDefault();
  });
}

/** The table, for people. */
export function help() {
  return ask(t('keys_title'), () => h('div.keys', {}, Object.entries(TABLE).map(([group, rows]) => h('section', {}, h('h3', {}, t(`keys_${group}`)),
    h('dl', {}, rows.map(([action, keys]) => h('div', {}, h('dt', {}, keys.map((key) => h('kbd', {}, shown(key)))), h('dd', {}, t(`key_${action}`)))))))), 'wide');
}

// What every page needs of the document: elements, icons, words, language and colour scheme, messages, questions.
import zh from './zh.js';
import en from './en.js';

/** What the browser keeps for this reader: language, colour scheme, and under which name decisions are made. */
export const kept = {
  get(key) { try { return localStorage.getItem(`blindmask.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`blindmask.${key}`, value); } catch { /* private windows keep nothing */ } },
};

// ---- words -------------------------------------------------------------------------------------------------------

let lang = kept.get('lang') === 'en' ? 'en' : 'zh';
const listeners = new Set();
export const language = () => lang;
export const onLanguage = (f) => listeners.add(f);

/** The words of `key` in the language of the page; `{n}` is replaced by `values.n`. A pair is singular and plural. */
export function t(key, values = {}) {
  let words = (lang === 'en' ? en : zh)[key];
  if (Array.isArray(words)) words = words[values.n === 1 ? 0 : 1];
  if (words === undefined) return key;
  return words.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

/** True where there are words for `key`. */
export const has = (key) => key in zh;

/** Fills `data-t` (text), `data-t-label` (aria-label and title) and `data-t-hint` (placeholder) below `root`. */
export function translate(root = document) {
  for (const el of root.querySelectorAll('[data-t]')) el.textContent = t(el.dataset.t);
  for (const el of root.querySelectorAll('[data-t-label]')) { el.setAttribute('aria-label', t(el.dataset.tLabel)); el.title = t(el.dataset.tLabel); }
  for (const el of root.querySelectorAll('[data-t-hint]')) el.placeholder = t(el.dataset.tHint);
}

export function setLanguage(next, keep = true) {
  lang = next === 'en' ? 'en' : 'zh';
  if (keep) kept.set('lang', lang);
  document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN';
  if (document.body.dataset.title) document.title = t(document.body.dataset.title);
  translate();
  for (const f of listeners) f();
}

/** Takes the server's language where the reader hasn't chosen one. */
export const suggestLanguage = (next) => { if (!kept.get('lang') && next !== lang) setLanguage(next, false); };

export const time = (at) => new Date(at).toLocaleTimeString(lang === 'en' ? 'en-GB' : 'zh-CN', { hour12: false });
export const count = (n) => n.toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN');

// ---- elements ----------------------------------------------------------------------------------------------------

/** `h('button.btn.quiet', { onclick, 'aria-label': … }, child, …)`. Null children are left out. */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const el = document.createElement(tag || 'div');
  if (classes.length) el.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) el.addEventListener(key.slice(2), value);
    else if (key in el && typeof value !== 'string') el[key] = value;
    else el.setAttribute(key, value === true ? '' : value);
  }
  el.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return el;
}

export const $ = (selector, root = document) => root.querySelector(selector);

const PATHS = {
  check: 'M4 10.5l4 4 8-9', checks: 'M1.500 10.500l4 4 7-8M9 13l1.500 1.500 8-9', cross: 'M5 5l10 10M15 5L5 15', plus: 'M10 4v12M4 10h12', minus: 'M4 10h12', left: 'M12 4l-6 6 6 6', right: 'M8 4l6 6-6 6',
  grid: 'M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h5v5h-5z', undo: 'M7.5 4.5L4 8l3.5 3.5M4.5 8H12a4 4 0 010 8H8', help: 'M7.3 7.4a2.8 2.8 0 115 1.9c-1 1-2.2 1.4-2.2 2.9M10 15.4v.1',
  sun: 'M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.4 4.4l1 1M14.6 14.6l1 1M4.4 15.6l1-1M14.6 5.4l1-1', moon: 'M16 11.8A6.6 6.6 0 018.2 4a6.6 6.6 0 107.8 7.8z', auto: 'M10 3a7 7 0 100 14 7 7 0 000-14zM10 3v14M10 6l5-1M10 9.5h7M10 13l5.500 1',
  fit: 'M3.500 7.500v-4h4M12.500 3.500h4v4M16.500 12.500v4h-4M7.500 16.500h-4v-4', draw: 'M3.500 5.500v-2h2M8.500 3.500h3M14.500 3.500h2v2M16.500 8.500v3M16.500 14.500v2h-2M11.500 16.500h-3M5.500 16.500h-2v-2M3.500 11.500v-3M10 7.500v5M7.500 10h5',
  move: 'M10 3v14M3 10h14M10 3L8 5M10 3l2 2M10 17l-2-2M10 17l2-2M3 10l2-2M3 10l2 2M17 10l-2-2M17 10l-2 2', mask: 'M3 5h14M3 15h9M2.500 8.500h15v3h-15z', boxes: 'M4 6.500h12v7H4z', turn: 'M15.500 10a5.500 5.500 0 11-2-4.200M14 2.800v3.400h-3.400',
  lock: 'M5 9h10v7.500H5zM7 9V6.500a3 3 0 016 0V9', folder: 'M3 5.500h5l1.500 2H17v8.500H3z', picture: 'M3.500 4.500h13v11h-13zM3.500 13l4-4 3.500 3.500 2-2 3.500 3.500M13 7.800v.1', save: 'M10 3.500v9M6.500 9l3.500 3.500L13.500 9M4 16.500h12', warn: 'M10 3.500l7.200 12.500H2.800zM10 8.300v3.700M10 14v.1',
  info: 'M10 3a7 7 0 100 14 7 7 0 000-14zM10 9v4.500M10 6.500v.1', again: 'M10 16.500v-9M6.500 11L10 7.500l3.500 3.500M4 3.500h12', next: 'M4 4.500l6 5.500-6 5.500zM14.500 4.500v11', dice: 'M4 4h12v12H4zM7.500 7.500v.1M12.500 12.500v.1M12.500 7.500v.1M7.500 12.500v.1M10 10v.1', keys: 'M2.500 5.500h15v9h-15zM5.500 8.500v.1M8.500 8.500v.1M11.500 8.500v.1M14.500 8.500v.1M6.500 11.500h7',
};

const SVG = 'http://www.w3.org/2000/svg';
/** An element of an SVG picture. */
export function s(name, attributes = {}, ...children) {
  const el = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
  el.append(...children);
  return el;
}

export const icon = (name) => s('svg', { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true' }, s('path', { d: PATHS[name] }));

/** A button with a picture, a name for those who don't see it, and the key that does the same. */
export function button(picture, label, onclick, { key, classes = 'quiet.square', text = false, ...rest } = {}) {
  return h(`button.btn${classes ? `.${classes}` : ''}`, { type: 'button', onclick, 'aria-label': text ? null : label, title: key ? `${label} (${key})` : text ? null : label, ...rest },
    picture && icon(picture), text && label, text && key && h('kbd', { 'aria-hidden': 'true' }, key));
}

// ---- colour scheme -----------------------------------------------------------------------------------------------

const SCHEMES = ['auto', 'light', 'dark'];
const scheme = () => document.documentElement.dataset.theme || 'auto';

export function nextScheme() {
  const next = SCHEMES[(SCHEMES.indexOf(scheme()) + 1) % SCHEMES.length];
  if (next === 'auto') delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = next;
  kept.set('theme', next);
  for (const f of listeners) f();
  announce(t(`scheme_${next}`));
}

/** The two switches that stand at the right of every bar. */
export function switches() {
  const place = h('div', { class: 'switches' });
  const draw = () => place.replaceChildren(
    h('button.btn.quiet', { type: 'button', lang: lang === 'en' ? 'zh-CN' : 'en', onclick: () => setLanguage(lang === 'en' ? 'zh' : 'en') }, h('span.wide-only', {}, lang === 'en' ? '中文' : 'English'), h('span.narrow-only', {}, lang === 'en' ? '中' : 'EN')),
    button({ auto: 'auto', light: 'sun', dark: 'moon' }[scheme()], t(`scheme_${scheme()}`), nextScheme));
  draw();
  onLanguage(draw);
  return place;
}

// ---- messages ----------------------------------------------------------------------------------------------------

const live = h('div.out', { 'aria-live': 'polite', role: 'status' });
const toasts = h('div.toasts');
document.body.append(live, toasts);

/** Says something to those who don't look. */
export function announce(words) {
  live.textContent = '';
  requestAnimationFrame(() => { live.textContent = words; });
}

/** A message at the bottom. Failures stay until they are closed. */
export function toast(words, { bad = false, action = null, onaction = null } = {}) {
  const close = () => el.remove();
  const el = h(`div.toast${bad ? '.bad' : ''}`, { role: bad ? 'alert' : 'status' }, h('span', {}, words),
    action && h('button.btn.small', { type: 'button', onclick: () => { close(); onaction(); } }, action),
    bad && button('cross', t('close'), close, { classes: 'small.square' }));
  while (toasts.children.length >= 3) toasts.firstChild.remove();
  toasts.append(el);
  if (!bad) setTimeout(close, action ? 8000 : 3500);
  return close;
}

// ---- questions ---------------------------------------------------------------------------------------------------

/** Opens a dialog; resolves with what `close(value)` was called with, or null when it was left. */
export function ask(title, build, classes = '') {
  return new Promise((resolve) => {
    let answer = null;
    const close = (value = null) => { answer = value; el.close(); };
    const id = `d${Math.random().toString(36).slice(2)}`;
    const el = h(`dialog${classes ? `.${classes}` : ''}`, { 'aria-labelledby': id },
      h('header', {}, h('h2', { id }, title), button('cross', t('close'), () => close(), { classes: 'quiet.small.square' })), h('div.body', {}));
    el.addEventListener('close', () => { el.remove(); resolve(answer); });
    el.addEventListener('click', (event) => { if (event.target === el) close(); });
    document.body.append(el);
    el.lastChild.append(...[build(close, el)].flat().filter(Boolean));
    el.showModal();
  });
}

/** A question with a short list of answers; the figures 1, 2, 3 … choose too. `choices` are `[value, words]`. */
export function choose(title, words, choices) {
  return ask(title, (close, el) => {
    el.addEventListener('keydown', (event) => {
      const choice = choices[Number(event.key) - 1];
      if (choice && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); close(choice[0]); }
    });
    return [words && h('p.soft', {}, words),
      h('div.choices', {}, choices.map(([value, label], i) => h('button.btn', { type: 'button', autofocus: i === 0, onclick: () => close(value) }, label, h('kbd', { 'aria-hidden': 'true' }, String(i + 1)))))];
  });
}

setLanguage(lang, false);

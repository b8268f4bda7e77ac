// The queue as a sheet of thumbnails: 待人工 first, then flagged, then the rest; filters above.
import { $, button, count, h, icon, onLanguage, t } from './ui.js';
import { answered, choices, codeWord, events, hasPicture, isSample, namesOf, run, setFilter, stateNames, tally, visible } from './store.js';
import { lazy } from './pictures.js';
import { formWord } from './words.js';

const CHUNK = 120; // cards that are made at a time
let sheet; let filters; let made = 0; let files = []; let end;

/** The sign of each answer about a page. */
export const SIGNS = { mask: 'check', clear: 'check', release: 'check', reupload: 'again', left_true: 'warn', left_false: 'check' };

const name = (file) => file.slice(file.indexOf('/') + 1);

/** The mark of a page's review: who says what. */
export function reviewTag(image) {
  if (!answered(image)) return null;
  const answer = image.sample ? `left_${image.name_left}` : image.page;
  const bad = answer === 'reupload' || answer === 'left_true';
  return h(`span.tag.${bad ? 'warn' : 'ok'}`, { title: image.by && t('reviewed_by', { by: image.by }) }, icon(SIGNS[answer]), t(`answer_${answer}`));
}

function card(file) {
  const image = run.images.get(file);
  const codes = image.reasons.map(codeWord);
  return h(`a.card${answered(image) ? '.done' : ''}`, { href: `#page=${encodeURIComponent(file)}`, 'data-file': file },
    h('span.thumb', {}, hasPicture(image) ? lazy(h('img', { alt: '', width: 160, height: 200 }), file, sheet.parentElement) : icon('picture'), h('span.marks', {}, reviewTag(image), image.apply && h('span.tag.accent', {}, t('waits')))),
    h('span.title', { title: image.file }, name(file)), h('span.owner.soft', {}, image.applicant),
    h('span.meta', {}, image.verdict && h(`span.tag.${image.verdict}`, {}, t(`verdict_${image.verdict}`)), image.boxes > 0 && h('span.soft.num', {}, t('n_boxes', { n: image.boxes }))),
    codes.length > 0 && h('span.why.soft', {}, codes.join(t('gap'))));
}

const heading = (queue, n) => h('h2.group', {}, t(`queue_${queue}`), h('span.soft.num', {}, count(n)));

/** Adds the next cards, with a heading wherever another part of the queue begins. */
function more() {
  const part = document.createDocumentFragment();
  const stop = Math.min(files.length, made + CHUNK);
  for (; made < stop; made += 1) {
    const { queue } = run.images.get(files[made]);
    if (!isSample() && (made === 0 || run.images.get(files[made - 1]).queue !== queue)) part.append(heading(queue, files.filter((file) => run.images.get(file).queue === queue).length));
    part.append(card(files[made]));
  }
  end.before(part);
}

function draw() {
  files = visible();
  made = 0;
  end = h('div.end', {});
  sheet.replaceChildren(end);
  if (files.length) {
    more();
    new IntersectionObserver((seen, observer) => {
      if (!end.isConnected || made >= files.length) observer.disconnect();
      else if (seen.some(({ isIntersecting }) => isIntersecting)) more();
    }, { root: sheet.parentElement, rootMargin: '600px' }).observe(end);
  } else {
    const filtered = run.images.size > 0;
    sheet.replaceChildren(h('div.blank', {}, icon('picture'), h('h2', {}, t(filtered ? 'none_fit' : 'no_pages')), h('p', {}, t(filtered ? 'none_fit_hint' : 'no_pages_hint')),
      filtered && button('cross', t('clear_filter'), () => setFilter({ state: 'all', applicant: '', reason: '', form: '' }), { classes: '', text: true })));
  }
  drawFilters();
}

function drawFilters() {
  const counts = tally();
  const had = filters.contains(document.activeElement) && document.activeElement.dataset.filter;
  const chips = h('div.chips', { role: 'group', 'aria-label': t('filter_state') }, stateNames().map((state) => h('button.chip', {
    type: 'button', 'aria-pressed': String(run.filter.state === state), 'data-filter': state, onclick: () => setFilter({ state }) }, t(`state_${state}`), h('span.num', {}, count(counts[state])))));
  const select = (key, values, word) => h('label.pick', {}, h('span.out', {}, t(`filter_${key}`)), h('select.input', { 'data-filter': key, onchange: (event) => setFilter({ [key]: event.target.value }) },
    h('option', { value: '' }, t(`any_${key}`)), values.map((value) => h('option', { value, selected: run.filter[key] === value }, word(value)))));
  filters.replaceChildren(chips, h('div.picks', {}, ...[select('applicant', choices((i) => [i.applicant]), (id) => [id, namesOf(id)[0]].filter(Boolean).join(' · ')), !isSample() && select('reason', choices((i) => i.reasons), codeWord),
    !isSample() && select('form', choices((i) => i.forms), formWord)].filter(Boolean)));
  if (had) $(`[data-filter="${had}"]`, filters)?.focus();
}

function refresh(file) {
  const old = $(`.card[data-file="${CSS.escape(file)}"]`, sheet);
  if (!old) return;
  const had = old === document.activeElement;
  const fresh = card(file);
  old.replaceWith(fresh);
  if (had) fresh.focus();
  drawFilters();
}

export function grid(root) {
  filters = h('div.filters', {});
  sheet = h('div.sheet-of-cards', {});
  root.append(filters, h('h1.out', {}, t('queue')), sheet);
  events.addEventListener('list', draw);
  events.addEventListener('item', ({ detail }) => refresh(detail));
  onLanguage(draw);
}

/** Loading: the places of cards to come, so that nothing jumps. */
export const ghosts = () => sheet.replaceChildren(h('h2.group', {}, h('span.ghost', {}, '　　')), ...Array.from({ length: 12 }, () => h('div.card', { 'aria-hidden': 'true' }, h('span.thumb.ghost', {}), h('span.title', {}, h('span.ghost', {}, '　　　　')), h('span.meta', {}, h('span.ghost', {}, '　　')))));

/** Brings the card of `file` into view and gives it the focus. */
export function focus(file) {
  const at = files.indexOf(file);
  while (at >= made && made < files.length) more();
  const el = file && $(`.card[data-file="${CSS.escape(file)}"]`, sheet);
  el?.scrollIntoView({ block: 'center' });
  (el ?? $('.card', sheet))?.focus({ preventScroll: Boolean(el) });
}

/** Arrow keys walk over the sheet as it is laid out. */
export function walk(key) {
  const cards = [...sheet.querySelectorAll('a.card')];
  const at = cards.indexOf(document.activeElement);
  if (at < 0) { cards[0]?.focus(); return true; }
  const columns = getComputedStyle(sheet).gridTemplateColumns.split(' ').length;
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns }[key];
  cards[Math.min(Math.max(to, 0), cards.length - 1)]?.focus();
  return true;
}

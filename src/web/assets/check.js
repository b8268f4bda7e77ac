// The self-check: pages and a name in, an answer for each page out, one ZIP of masked copies; nothing stays behind.
import { $, announce, ask, button, count, h, icon, language, onLanguage, suggestLanguage, s, switches, t, toast } from './ui.js';
import { Problem, get, login, path, request } from './api.js';
import { Stage, bounds, upright } from './stage.js';
import { dropped, picked } from './drop.js';

const KB = 1024;
const MB = KB * KB;
const RESUMES = 5; // times that a broken stream of answers is taken up again
let limits = { max_files: 100, max_bytes: 64 * MB };
let codes = {};
let chosen = []; // { file, name }
let job = null; // the check that runs or ran

const form = $('#form');
const drop = $('#drop');

// ---- the form --------------------------------------------------------------------------------------------------------

const size = (bytes) => (bytes >= MB ? `${(bytes / MB).toFixed(bytes % MB ? 1 : 0)} MB` : `${Math.max(1, Math.round(bytes / KB))} KB`);
/** Former names as people write them in one line; a name in Latin letters keeps its spaces. */
const namesIn = (text) => text.split(/[;；、,，/|\n]/).map((name) => name.trim()).filter(Boolean);

function complain(el, words) {
  el.hidden = !words;
  el.textContent = words ?? '';
}

function take(found) {
  const had = new Set(chosen.map(({ file, name }) => `${name} ${file.size} ${file.lastModified}`));
  chosen.push(...found.filter(({ file, name }) => !had.has(`${name} ${file.size} ${file.lastModified}`)));
  drawForm();
  if (found.length) announce(t('n_chosen', { n: chosen.length })); else complain($('#files-error'), t('no_files_there'));
}

function tooMuch() {
  const big = chosen.find(({ file }) => file.size > limits.max_bytes);
  if (chosen.length > limits.max_files) return t('too_many_files', { n: chosen.length, most: limits.max_files });
  return big ? t('file_too_large', { name: big.name, most: size(limits.max_bytes) }) : null;
}

function drawForm() {
  $('#drop-limit').textContent = t('drop_limit', { files: limits.max_files, bytes: size(limits.max_bytes) });
  $('#drop-buttons').replaceChildren(button('picture', t('pick_files'), () => $('#pick-files').click(), { classes: '', text: true }), button('folder', t('pick_folder'), () => $('#pick-folder').click(), { classes: '', text: true }));
  complain($('#files-error'), chosen.length ? tooMuch() : null);
  const all = chosen.reduce((sum, { file }) => sum + file.size, 0);
  // The button is there from the start: without one, Enter in a field would do nothing, and nobody would learn what is missing.
  $('#ready').replaceChildren(...[chosen.length > 0 &&
    h('ul.chosen', { 'aria-label': t('chosen_files') }, chosen.map((one) => h('li', {}, h('span', { title: one.name }, one.name), button('cross', t('leave_out', { name: one.name }), () => { chosen = chosen.filter((other) => other !== one); drawForm(); }, { classes: 'quiet.square' })))),
    h('div.go', {}, h('span.num', {}, chosen.length ? `${t('n_chosen', { n: chosen.length })} · ${size(all)}` : ''), h('button.btn.main', { type: 'submit', id: 'start' }, t('start')))].filter(Boolean));
}

function check() {
  const name = form.name.value.trim();
  const problem = !name ? t('name_needed') : [...name].length < 2 ? t('name_short') : null;
  complain($('#name-error'), problem);
  form.name.setAttribute('aria-invalid', String(Boolean(problem)));
  if (problem) { form.name.focus(); return null; }
  if (!chosen.length) { complain($('#files-error'), t('files_needed')); $('#drop-buttons button').focus(); return null; }
  if (tooMuch()) return null;
  return { name, aliases: namesIn(form.alias.value) };
}

form.elements.name.addEventListener('input', () => { complain($('#name-error'), null); form.elements.name.removeAttribute('aria-invalid'); });
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const who = check();
  if (who) start(who);
});
for (const id of ['pick-files', 'pick-folder']) $(`#${id}`).addEventListener('change', (event) => { take(picked(event.target.files)); event.target.value = ''; });

// The whole window takes files, so that one dropped beside the frame doesn't open in place of this page.
let depth = 0;
const carries = (event) => [...event.dataTransfer?.types ?? []].includes('Files');
addEventListener('dragenter', (event) => { if (carries(event)) { depth += 1; drop.classList.add('over'); } });
addEventListener('dragleave', (event) => { if (carries(event)) { depth -= 1; if (depth <= 0) drop.classList.remove('over'); } });
addEventListener('dragover', (event) => { if (carries(event)) event.preventDefault(); });
addEventListener('drop', async (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  depth = 0;
  drop.classList.remove('over');
  if (job?.state === 'running') { toast(t('still_running')); return; }
  const found = await dropped(event.dataTransfer);
  if (job) again();
  take(found);
});

// ---- one check -------------------------------------------------------------------------------------------------------

/** Sends the form with progress, which `fetch` can't tell. */
function upload(body, onprogress) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', path('jobs'));
    xhr.setRequestHeader('X-Blindmask', '1');
    xhr.setRequestHeader('Accept-Language', language() === 'en' ? 'en' : 'zh-CN');
    xhr.responseType = 'json';
    xhr.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 0);
    xhr.onload = () => (xhr.status < 300 ? resolve(xhr.response) : reject(new Problem(xhr.status, xhr.response ?? {})));
    xhr.onerror = () => reject(new Problem(0, { code: 'offline', detail: t('offline') }));
    xhr.onabort = () => reject(new DOMException('', 'AbortError'));
    job.abort = () => xhr.abort();
    xhr.send(body);
  });
}

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value.replaceAll('\r', '');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const of = (name) => fields.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim()).join('\n');
      if (of('data')) yield { event: of('event') || 'message', data: JSON.parse(of('data')) };
    }
  }
}

/** Follows the answers page by page; a broken stream begins again, and the server tells what is past once more. */
async function follow(mine) {
  for (let broken = 0; ; broken += 1) {
    try {
      const response = await request(path('jobs', mine.id, 'events'), { headers: { Accept: 'text/event-stream' }, signal: mine.stop.signal });
      for await (const { event, data } of eventsOf(response)) {
        if (event === 'page') answered(mine, data);
        if (event === 'end') return data.state;
      }
    } catch (problem) { if (problem.name === 'AbortError' || problem.status >= 400) throw problem; }
    if (broken >= RESUMES) throw new Problem(0, { code: 'offline', detail: t('offline') });
    await new Promise((done) => { setTimeout(done, 500 * (broken + 1)); });
  }
}

async function start(who) {
  const { name, aliases } = who;
  const mine = { who, state: 'running', sent: 0, pages: chosen.map((one) => ({ ...one, url: URL.createObjectURL(one.file), answer: null, record: null })), id: null, zip: null, problem: null, stop: new AbortController() };
  job = mine;
  const body = new FormData();
  body.append('kind', 'redact');
  body.append('name', name);
  for (const alias of aliases) body.append('alias', alias);
  for (const { file, name: path_ } of chosen) body.append('file', file, path_);
  show();
  try {
    const made = await upload(body, (share) => { if (job === mine) { mine.sent = share; drawSummary(); } });
    mine.id = made.id;
    mine.sent = 1;
    if (job !== mine) { forget(mine); return; }
    drawSummary();
    const end = await follow(mine);
    if (end === 'done') {
      // Taking the result makes the server forget everything about it.
      if (mine.pages.some(({ record }) => record?.output)) mine.zip = await (await request(path('jobs', mine.id, 'result'), { headers: { Accept: 'application/zip' } })).blob(); else forget(mine);
      mine.gone = true;
    }
    mine.state = 'done';
  } catch (problem) {
    if (problem.name === 'AbortError') return;
    mine.state = 'failed';
    mine.problem = problem;
    forget(mine);
  }
  if (job !== mine) return;
  if (mine.problem) $('#pages').replaceChildren(...mine.pages.map(row));
  drawSummary();
  announce(mine.problem ? mine.problem.message : said(mine));
}

function forget(mine) {
  if (!mine.id || mine.gone) return;
  mine.gone = true;
  fetch(path('jobs', mine.id), { method: 'DELETE', keepalive: true, headers: { 'X-Blindmask': '1' } }).catch(() => {});
}
addEventListener('pagehide', () => { if (job) forget(job); });

function answered(mine, { index, image, file }) {
  const page = mine.pages[index];
  if (!page || page.answer) return;
  Object.assign(page, { record: image, answer: file });
  if (job !== mine) return;
  $('#pages').children[index].replaceWith(row(page, index));
  drawSummary();
}

/** Ends the check that runs or ran. */
function quit() {
  if (job) { job.abort?.(); job.stop.abort(); forget(job); job.pages.forEach(({ url }) => URL.revokeObjectURL(url)); }
  job = null;
}

/** The same pages once more, after a check that didn't finish. */
function retry() {
  const { who } = job;
  quit();
  start(who);
}

function again() {
  quit();
  chosen = [];
  $('#ask').hidden = false;
  $('#results').hidden = true;
  drawForm();
  drop.scrollIntoView({ block: 'nearest' });
}

// ---- results ---------------------------------------------------------------------------------------------------------

const tally = (mine) => Object.fromEntries(['yes', 'no', 'unclear'].map((kind) => [kind, mine.pages.filter(({ answer }) => answer?.answer === kind).length]));
const said = (mine) => { const { yes, no, unclear } = tally(mine); return t('check_said', { yes, no, unclear }); };

function show() {
  $('#ask').hidden = true;
  $('#results').hidden = false;
  $('#pages').replaceChildren(...job.pages.map(row));
  drawSummary();
  scrollTo({ top: 0, behavior: 'instant' });
  $('#main').focus({ preventScroll: true });
}

function download() {
  const url = URL.createObjectURL(job.zip);
  h('a', { href: url, download: t('zip_name') }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

function drawSummary() {
  const { pages, state, sent, problem, zip } = job;
  const done = pages.filter(({ answer }) => answer).length;
  const counts = tally(job);
  const title = problem ? t('check_failed') : state === 'done' ? t('check_done', { n: pages.length }) : sent < 1 ? t('sending', { share: Math.round(sent * 100) }) : t('checking', { n: Math.min(done + 1, pages.length), all: pages.length });
  const meter = h('div.meter', { role: 'progressbar', 'aria-label': t('progress'), 'aria-valuemin': 0, 'aria-valuemax': pages.length, 'aria-valuenow': done }, h('i', {}));
  meter.firstChild.style.transform = `scaleX(${sent < 1 && state === 'running' ? sent * .1 : .1 + .9 * (done / pages.length)})`;
  $('#summary').replaceChildren(h('div.line', {}, h('h1', {}, title),
    h('div.counts.num', {}, ['yes', 'no', 'unclear'].map((kind) => h(`span.answer.${kind}`, {}, `${t(`answer_is_${kind}`)} ${count(counts[kind])}`))),
    problem && button('turn', t('try_again'), retry, { classes: 'main', text: true, 'data-do': 'retry' }),
    state === 'running' ? button('cross', t('cancel'), again, { classes: '', text: true }) : button('undo', t('check_more'), again, { classes: '', text: true, 'data-do': 'again' }),
    zip && h('button.btn.main', { type: 'button', onclick: download, 'data-do': 'zip' }, icon('save'), t('download_zip'))),
  // One place for progress, failure and end, so that the answers below stay where they are.
  h('div.under', {}, ...[state === 'running' && meter, problem && h('p.note.bad', { role: 'alert' }, icon('warn'), h('span', {}, problem.message)), state === 'done' && h('p.soft', {}, t('gone_now'), zip && counts.unclear ? t('gap') + t('zip_lacks') : '')].filter(Boolean)));
}

const wordsOf = ({ code, detail, advice }) => (codes[code] ? [...codes[code][language()], codes[code].holds] : [detail, advice, false]);

function points({ quad, box }) {
  const corners = box ? [[box[0], box[1]], [box[0] + box[2], box[1]], [box[0] + box[2], box[1] + box[3]], [box[0], box[1] + box[3]]] : quad;
  return corners.map((point) => point.join(',')).join(' ');
}

function thumb(page) {
  const { record, answer, url } = page;
  const img = h('img', { alt: '', src: url, loading: 'lazy', decoding: 'async', onerror: (event) => event.target.replaceWith(icon('picture')) });
  const { width, height, orientation } = record?.input ?? {};
  if (!width || !answer?.places.length) return h('span.fit', {}, img);
  const { matrix, uw, uh } = upright({ width, height, orientation });
  return h('span.fit', {}, img, s('svg', { viewBox: `0 0 ${uw} ${uh}`, 'aria-hidden': 'true' }, s('g', { transform: `matrix(${matrix.join(' ')})` }, ...answer.places.map((place) => s('polygon', { points: points(place) })))));
}

function row(page, index) {
  const { answer, record, name } = page;
  const kind = answer?.answer ?? (job.state === 'failed' ? 'unchecked' : 'waits');
  const places = answer?.places.length ?? 0;
  const where = [...new Set(answer?.places.map((place) => t(`where_${place.where}`)) ?? [])].join(t('comma'));
  const advice = (answer?.reasons ?? []).map(wordsOf);
  return h('li.result', { 'data-answer': kind, 'data-index': String(index) },
    h('button.look', { type: 'button', disabled: !record?.input.width, 'aria-label': t('look_at', { name }), onclick: () => look(page) }, thumb(page)),
    h('div.says', {}, h('h2', {}, h(`span.answer.${kind}`, {}, t(`answer_is_${kind}`)), h('span.name', {}, name)),
      answer && h('p', {}, kind === 'yes' ? t('seen_at', { n: places, where }) : t(`says_${kind}`)),
      advice.length > 0 && h('ul', {}, advice.map(([what, then, holds]) => h(`li${holds ? '.holds' : ''}`, {}, icon(holds ? 'warn' : 'info'), h('span', {}, what, t('gap'), h('span.soft', {}, then)))))));
}

/** The page in large, with its boxes; one key shows them as they are covered. */
function look({ record, answer, url, name }) {
  const { width, height, orientation } = record.input;
  ask(name, (close, dialog) => {
    const root = h('section.stage', { tabindex: '0', role: 'group', 'aria-label': t('stage') });
    const stage = new Stage(root);
    const covers = button('mask', t('key_masked'), () => cover(), { key: 'M', 'aria-pressed': 'false' });
    let covered = false;
    function cover() { covered = !covered; stage.setView(covered, false); covers.setAttribute('aria-pressed', String(covered)); }
    root.append(h('div.tools', { role: 'toolbar', 'aria-label': t('tools') }, button('minus', t('key_zoom_out'), () => stage.out(), { key: '−' }), button('plus', t('key_zoom_in'), () => stage.in(), { key: '+' }), button('fit', t('key_fit'), () => stage.fit(), { key: '0' }),
      button('turn', t('key_turn'), () => stage.turn(), { key: 'T' }), answer.places.length > 0 && covers));
    const keys = { m: cover, '+': () => stage.in(), '=': () => stage.in(), '-': () => stage.out(), 0: () => stage.fit(), t: () => stage.turn(), ArrowLeft: () => stage.pan(60, 0), ArrowRight: () => stage.pan(-60, 0), ArrowUp: () => stage.pan(0, 60), ArrowDown: () => stage.pan(0, -60) };
    dialog.addEventListener('keydown', (event) => { const does = !event.ctrlKey && !event.metaKey && keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]; if (does) { event.preventDefault(); does(); } });
    stage.open({ width, height, orientation: orientation ?? 1 });
    stage.lay(h('img', { alt: '', src: url }));
    stage.setBoxes(answer.places.map(({ quad, box }, i) => ({ id: String(i), state: 'proposed', quad, box: box ?? bounds(quad), word: String(i + 1) })));
    return root;
  }, 'viewer');
}

// ---- beginning -------------------------------------------------------------------------------------------------------

$('#bar').append(h('a.brand', { href: '/' }, 'blind', h('b', {}, 'mask')), h('span.grow', {}), h('a.btn.quiet', { href: '/api/v1/docs' }, 'API'), switches());
onLanguage(() => {
  drawForm();
  if (!job) return;
  $('#pages').replaceChildren(...job.pages.map(row));
  drawSummary();
});

async function begin() {
  drawForm();
  try {
    const session = await get('/api/v1/session');
    suggestLanguage(session.lang);
    if (session.token_needed && !session.role) await login();
    limits = session.limits;
    codes = (await get('/api/v1/codes')).reasons;
    drawForm();
  } catch (problem) { toast(problem.message, { bad: true }); }
}

begin();

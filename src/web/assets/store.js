// The run as this page knows it: its images, what is filtered, who has decided how much, and the decisions on their way.
import { get, path, post } from './api.js';
import { language, toast, t } from './ui.js';
import * as pictures from './pictures.js';

const ROOT = '/api/v1';
const CHUNK = 5000; // images in one answer
const POLL = 2500; // ms between looks at what others did
const RELOAD = 8000; // ms between two whole lists, however much the others do

export const run = { me: null, codes: {}, images: new Map(), order: [], filter: { state: 'all', applicant: '', reason: '', form: '' }, progress: null, sample: null };
/** Events: `list` (images or filter changed), `item` (detail: file), `progress`, `sample`. */
export const events = new EventTarget();
const tell = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));

export const mayDecide = () => ['operator', 'reviewer'].includes(run.me?.role);
export const maySeeOriginals = () => run.me?.role !== 'auditor';

// ---- lists -------------------------------------------------------------------------------------------------------

export async function loadImages() {
  const images = [];
  for (let total = 1; images.length < total;) {
    const answer = await get(`${ROOT}/images?offset=${images.length}&limit=${CHUNK}`);
    total = answer.total;
    if (!answer.images.length) break;
    images.push(...answer.images);
  }
  run.images = new Map(images.map((image) => [image.file, image]));
  run.order = images.map(({ file }) => file);
  tell('list');
}

export async function loadCodes() {
  run.codes = (await get(`${ROOT}/codes`).catch(() => ({ codes: {} }))).codes;
}

export const codeWord = (code) => run.codes[code]?.what ?? code.replaceAll('_', ' ');

const STATES = {
  all: () => true, open: (i) => !i.review, held: (i) => i.queue === 'held', flagged: (i) => i.queue === 'flagged', rest: (i) => i.queue === 'rest',
  reviewed: (i) => Boolean(i.review), pending: (i) => i.pending > 0,
};
export const stateNames = Object.keys(STATES);

const fits = (image, { state, applicant, reason, form }) => STATES[state](image) && (!applicant || image.applicant === applicant)
  && (!reason || image.reasons.includes(reason)) && (!form || image.forms.includes(form));

/** Files that pass the filter, in the order of the queue. */
export const visible = () => run.order.filter((file) => fits(run.images.get(file), run.filter));
/** How many pages of the chosen applicant, reason and form are in each state. */
export function tally() {
  const counts = Object.fromEntries(stateNames.map((name) => [name, 0]));
  for (const image of run.images.values()) for (const name of stateNames) if (fits(image, { ...run.filter, state: name })) counts[name] += 1;
  return counts;
}
export const choices = (list) => [...new Set([...run.images.values()].flatMap(list))].sort();
export function setFilter(change) { Object.assign(run.filter, change); tell('list'); }

// ---- one page ----------------------------------------------------------------------------------------------------

// The ledger line that the reviewer has seen of a page: a decision is based on it, and on nothing that came later.
const seen = new Map();
export const sees = (file, line) => seen.set(file, line);

export const pageEntry = (file, rank) => pictures.page(file, run.images.get(file)?.line ?? 0, language(), rank);

/** Takes over what the server says about a page. */
export function learn(file, page) {
  const image = run.images.get(file);
  if (!image) return;
  const standing = page.findings.filter(({ state }) => state !== 'rejected');
  Object.assign(image, { line: page.line, pending: page.pending, review: page.review, queue: page.queue, verdict: page.record.verdict, findings: standing.length,
    forms: [...new Set(standing.map(({ form }) => form))], reasons: page.record.reasons.map(({ code }) => code) });
  tell('item', file);
}

const chains = new Map();
let unsaved = 0;
export const saving = () => unsaved > 0;

/** Sends a decision; those about one page go one after the other. Resolves with the page as it is then. */
export function decide(file, changes) {
  const before = chains.get(file) ?? Promise.resolve();
  unsaved += 1;
  const job = before.then(async () => {
    const { page } = await post(path('images', file, 'decisions'), { input_sha256: run.images.get(file).sha256, based_on: seen.get(file), changes });
    seen.set(file, page.line);
    learn(file, page);
    return page;
  });
  chains.set(file, job);
  job.catch(() => {}).finally(() => { unsaved -= 1; if (chains.get(file) === job) chains.delete(file); look(); });
  return job;
}

addEventListener('beforeunload', (event) => { if (saving()) event.preventDefault(); });

// ---- the others --------------------------------------------------------------------------------------------------

let lastList = 0;
let lastProgress = '';
let failed = 0;
let closeToast = null;

/** Looks at what everybody has done; loads the list anew where it isn't what this page has made of it. */
export async function look() {
  let progress;
  try {
    progress = await get(`${ROOT}/progress`);
    failed = 0;
    closeToast?.();
    closeToast = null;
  } catch (problem) {
    failed += 1;
    if (failed === 2) closeToast = toast(problem.message, { bad: true });
    return;
  }
  const text = JSON.stringify(progress);
  if (text === lastProgress) return;
  lastProgress = text;
  run.progress = progress;
  tell('progress');
  const images = [...run.images.values()];
  const mine = images.filter((i) => i.review).length === progress.reviewed && images.reduce((sum, i) => sum + i.pending, 0) === progress.pending;
  if (!mine && !saving() && Date.now() - lastList > RELOAD) { lastList = Date.now(); await loadImages().catch(() => {}); } else if (!mine) lastProgress = '';
}

export const watch = () => setInterval(() => { if (!document.hidden) look(); }, POLL);

// ---- applying and sampling ---------------------------------------------------------------------------------------

/** Renders everything decided; `on` gets the state now and then. */
export async function apply(on) {
  let state = await post(`${ROOT}/apply`, {});
  for (;;) {
    on(state);
    if (!state.running) break;
    await new Promise((done) => { setTimeout(done, 400); });
    state = await get(`${ROOT}/apply`);
  }
  pictures.forgetPages();
  await Promise.all([loadImages(), look(), loadSample()]);
  return state;
}

export async function loadSample() {
  run.sample = (await get(`${ROOT}/sample`).catch(() => ({ sample: null }))).sample;
  tell('sample');
}
export async function drawSample(size) { run.sample = (await post(`${ROOT}/sample`, { size })).sample; tell('sample'); }
export async function answerSample({ file, sha256 }, answer) {
  run.sample = (await post(`${ROOT}/sample/answers`, { file, sha256, answer })).sample;
  tell('sample');
}
export const unknown = (problem) => toast(problem.message || t('failed'), { bad: true });

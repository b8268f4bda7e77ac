// The run as this page knows it: its images, what is filtered, who has decided how much, and the decisions on their way.
import { get, path, post } from './api.js';
import { kept, language, toast, t } from './ui.js';
import * as pictures from './pictures.js';

const ROOT = '/api/v1';
const CHUNK = 5000; // images in one answer
const SOON = 300; // ms in which what others do is gathered before it is asked for

export const run = { session: null, codes: {}, names: new Map(), images: new Map(), order: [], filter: { state: 'all', applicant: '', reason: '', form: '' }, progress: null, sample: null };
/** Events: `list` (images or filter changed), `item` (detail: file), `progress`, `sample`, `theirs` (detail: file). */
export const events = new EventTarget();
const tell = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));

export const mayDecide = () => ['operator', 'reviewer'].includes(run.session?.role);
export const maySeeOriginals = () => run.session?.role !== 'auditor';
/** True while it isn't known under what name decisions go into the ledger. */
export const nameless = () => Boolean(run.session?.name_yourself && !run.session.who);
export function callReviewer(who) {
  run.session.who = who;
  kept.set('who', who);
  tell('progress');
}
/** A page that can't be opened has no picture, and a held one none for those who may not see originals. */
export const hasPicture = (image) => Boolean(image.width) && !(image.verdict === 'held' && !maySeeOriginals());
/** A sample is shown as it was released, without what the program thought of it. */
export const isSample = () => Boolean(run.session?.sample);

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

/** Whom each applicant's pages show: the roster's names, where the server was given one and this role may know them. */
export async function loadNames() { run.names = new Map((await get(`${ROOT}/applicants`)).applicants.map(({ id, names }) => [id, names ?? []])); }
/** The names of an applicant; empty where they aren't known. */
export const namesOf = (applicant) => run.names.get(applicant) ?? [];

export async function loadCodes() { run.codes = (await get(`${ROOT}/codes`)).reasons; }
export const codeWord = (code) => run.codes[code]?.[language()]?.[0] ?? code.replaceAll('_', ' ');

export const answered = (image) => (image.sample ? image.name_left !== null : image.page !== null);
const STATES = {
  all: () => true, open: (i) => !answered(i), held: (i) => i.queue === 'held', flagged: (i) => i.queue === 'flagged', rest: (i) => i.queue === 'rest', reviewed: answered, waiting: (i) => i.apply,
};
export const stateNames = () => (isSample() ? ['all', 'open', 'reviewed'] : Object.keys(STATES));

const fits = (image, { state, applicant, reason, form }) => STATES[state](image) && (!applicant || image.applicant === applicant)
  && (!reason || image.reasons.includes(reason)) && (!form || image.forms.includes(form));

/** Files that pass the filter, in the order of the queue. */
export const visible = () => run.order.filter((file) => fits(run.images.get(file), run.filter));
/** How many pages of the chosen applicant, reason and form are in each state. */
export function tally() {
  const counts = Object.fromEntries(stateNames().map((name) => [name, 0]));
  for (const image of run.images.values()) for (const name of stateNames()) if (fits(image, { ...run.filter, state: name })) counts[name] += 1;
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
export function learn(page) {
  const image = run.images.get(page.file);
  if (!image) return;
  for (const key of Object.keys(image)) if (key in page) image[key] = page[key];
  tell('item', page.file);
}

const chains = new Map();
let unsaved = 0;

/** Sends a decision; those about one page go one after the other. Resolves with the page as it is then. */
export function decide(file, changes) {
  const before = chains.get(file) ?? Promise.resolve();
  unsaved += 1;
  const job = before.then(async () => {
    const body = { input_sha256: run.images.get(file).sha256, based_on: seen.get(file), changes };
    if (run.session.name_yourself && run.session.who) body.by = run.session.who;
    const page = await post(path('images', file, 'decisions'), body);
    seen.set(file, page.line);
    learn(page);
    return page;
  });
  chains.set(file, job);
  job.catch(() => {}).finally(() => { unsaved -= 1; if (chains.get(file) === job) chains.delete(file); soon(); });
  return job;
}

addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });

// ---- the others --------------------------------------------------------------------------------------------------

const changed = new Map(); // file to the line of the decision
let timer = null;

export async function loadProgress() {
  run.progress = await get(`${ROOT}/progress`);
  tell('progress');
  if (isSample()) { run.sample = (await get(`${ROOT}/sample`)).sample; tell('sample'); }
}

function soon() { timer ??= setTimeout(catchUp, SOON); }

/** Asks for what changed since: the progress, and the pages that others decided about. */
async function catchUp() {
  timer = null;
  // A decision of ours is known when its answer is there.
  const theirs = [...changed].filter(([file, line]) => !chains.has(file) && run.images.get(file)?.line !== line).map(([file]) => file);
  for (const file of [...changed.keys()]) if (!chains.has(file)) changed.delete(file);
  try {
    await loadProgress();
    for (const file of theirs) {
      learn(await get(path('images', file)));
      tell('theirs', file);
    }
  } catch { /* the broken connection is told by `watch` */ }
}

/** Follows what all reviewers do. After a broken connection everything is asked for anew. */
export function watch() {
  const source = new EventSource(`${ROOT}/events`);
  let close = null;
  source.onerror = () => { close ??= toast(t('offline'), { bad: true }); };
  source.onopen = () => { if (!close) return; close(); close = null; reload(); };
  source.addEventListener('decision', ({ data }) => { const { file, line } = JSON.parse(data); changed.set(file, line); soon(); });
  source.addEventListener('missed', () => reload());
  source.addEventListener('applied', () => { if (!applying) reload(); });
}

async function reload() {
  pictures.forgetPages();
  await Promise.all([loadImages(), loadProgress()]).catch(unknown);
}

// ---- applying ----------------------------------------------------------------------------------------------------

const LOOK = 400; // ms between looks at how far applying is
let applying = false;

/** Renders everything decided, or follows whoever has begun to; `on` gets the state now and then. */
export async function apply(on) {
  applying = true;
  try {
    let state = await post(`${ROOT}/apply`, {}).catch((problem) => { if (problem.code === 'conflict') return get(`${ROOT}/apply`); throw problem; });
    for (;;) {
      on(state);
      if (!state.running) break;
      await new Promise((done) => { setTimeout(done, LOOK); });
      state = await get(`${ROOT}/apply`);
    }
    await reload();
    return state;
  } finally { applying = false; }
}

export async function drawSample(pages) { await post(`${ROOT}/sample`, { pages }); await reload(); }
export const unknown = (problem) => toast(problem.message || t('failed'), { bad: true });

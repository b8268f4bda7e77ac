// Requests to the server. Every failure is a `Problem`, with the words of the server where it said something.
import { ask, h, language, t } from './ui.js';

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || t('failed'));
    this.status = status;
    this.code = body.code || 'unknown';
    this.body = body;
  }
}

const ROOT = '/api/v1';
export const path = (...parts) => `${ROOT}/${parts.map(encodeURIComponent).join('/')}`;

// Waiting longer than this for a busy server is the reader's decision, not the page's.
const LONGEST_WAIT = 20;
const TRIES = 4;
const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

async function once(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', ...options,
      headers: { 'X-Blindmask': '1', 'Accept-Language': language() === 'en' ? 'en' : 'zh-CN', ...options.headers } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, { code: 'offline', detail: t('offline') });
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw Object.assign(new Problem(response.status, body), { wait: Number(response.headers.get('Retry-After')) || 0 });
}

/** One request. Asks for a token where one is needed, and waits where the server says so. */
export async function request(url, options = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(url, options);
    } catch (problem) {
      if (problem.code === 'unauthenticated' && !options.quiet) { await login(); continue; }
      const busy = problem.status === 429 || problem.status === 503;
      if (!busy || attempt >= TRIES || problem.wait > LONGEST_WAIT) throw problem;
      await pause(problem.wait || attempt);
    }
  }
}

export const get = async (url, options) => (await request(url, options)).json();
export const picture = async (url, options) => (await request(url, options)).blob();

export async function post(url, body) {
  const response = await request(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return response.status === 204 ? null : response.json();
}

let asking = null;
/** Asks for the token until the server takes it; questions that come meanwhile wait for the same answer. */
export function login() {
  asking ??= (async () => {
    let wrong = null;
    for (;;) {
      const token = await ask(t('login_title'), (close) => h('form.body-form', { onsubmit: (event) => { event.preventDefault(); close(event.target.token.value.trim()); } },
        h('div.field', {}, h('label', { for: 'token' }, t('token')), h('input.input.mono', { id: 'token', name: 'token', type: 'password', required: true, autocomplete: 'current-password', autofocus: true,
          'aria-describedby': 'token-hint', 'aria-invalid': wrong ? 'true' : null }),
        h('p.hint', { id: 'token-hint' }, t('login_hint')), wrong && h('p.error', { role: 'alert' }, wrong)),
        h('div.foot', {}, h('button.btn.main', { type: 'submit' }, t('login')))));
      if (!token) { wrong = null; continue; }
      try {
        await once(`${ROOT}/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token }) });
        return;
      } catch (problem) { wrong = problem.status === 401 ? t('token_wrong') : problem.message; }
    }
  })().finally(() => { asking = null; });
  return asking;
}

export async function logout() {
  await request(`${ROOT}/session`, { method: 'DELETE', quiet: true }).catch(() => {});
  location.reload();
}

// The API as openapi.json describes it, with a form for each operation to try it.
import { $, announce, button, h, icon, language, onLanguage, switches, t, toast } from './ui.js';
import { get } from './api.js';

const VERBS = ['get', 'post', 'put', 'patch', 'delete'];
const DEPTH = 6; // levels of a schema that are written out
let spec = null;
let token = ''; // in memory only
const opened = new Set();

const follow = (node) => { let at = node; for (let i = 0; at?.$ref && i < 20; i += 1) at = at.$ref.slice(2).split('/').reduce((x, key) => x?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], spec); return at ?? {}; };

// ---- schemas as an example-like outline --------------------------------------------------------------------------------

function outline(node, depth = 0) {
  const schema = follow(node);
  if (depth > DEPTH) return '…';
  const pad = '  '.repeat(depth);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const many = schema.oneOf ?? schema.anyOf;
  if (many) return many.map((one) => outline(one, depth)).join(depth ? ' | ' : '\n| ');
  if (schema.allOf) return schema.allOf.map((one) => outline(one, depth)).join(' & ');
  const types = [schema.type ?? (schema.properties ? 'object' : 'any')].flat();
  return types.map((type) => {
    if (type === 'array') return `[ ${outline(schema.items ?? {}, depth)}, … ]`;
    if (type !== 'object') return schema.format ? `${type} (${schema.format})` : type;
    const rows = Object.entries(schema.properties ?? {}).map(([key, value]) => `${pad}  ${JSON.stringify(key)}${schema.required?.includes(key) ? '' : '?'}: ${outline(value, depth + 1)}`);
    if (schema.additionalProperties && typeof schema.additionalProperties === 'object') rows.push(`${pad}  …: ${outline(schema.additionalProperties, depth + 1)}`);
    return rows.length ? `{\n${rows.join(',\n')}\n${pad}}` : '{}';
  }).join(' | ');
}

const schemaOf = (content) => Object.entries(content ?? {}).map(([type, { schema }]) => h('details.schema', {}, h('summary', {}, h('code', {}, type)), schema && h('pre', { tabindex: '0' }, outline(schema))));

// ---- one operation -----------------------------------------------------------------------------------------------------

function parameters(list) {
  if (!list.length) return null;
  return h('section', {}, h('h3', {}, t('docs_parameters')), h('table.rows', {}, h('tbody', {}, list.map((one) => h('tr', {}, h('th', { scope: 'row' }, h('code', {}, one.name), h('span.soft', {}, ` ${one.in}${one.required ? ` · ${t('docs_required')}` : ''}`)),
    h('td', {}, h('code.soft', {}, outline(one.schema ?? {})), one.description ? ` ${one.description}` : ''))))));
}

function answersOf(responses) {
  return h('section', {}, h('h3', {}, t('docs_answers')), h('table.rows', {}, h('tbody', {}, Object.entries(responses ?? {}).map(([status, node]) => {
    const response = follow(node);
    return h('tr', {}, h('th', { scope: 'row' }, h('code', {}, status)), h('td', {}, response.description, ...schemaOf(response.content)));
  }))));
}

let nextId = 0;
const field = (label, input, hint, wide) => {
  nextId += 1;
  input.id = `f${nextId}`;
  return h(`div.field${wide ? '.wide' : ''}`, {}, h('label', { for: input.id }, label), input, hint && h('p.hint', {}, hint));
};

/** The controls for a body, and how they become one. */
function bodyForm(content) {
  const [type] = Object.keys(content ?? {});
  if (!type) return { fields: [], body: () => null, flags: () => [] };
  const schema = follow(content[type].schema);
  if (type === 'multipart/form-data') {
    const inputs = Object.entries(schema.properties ?? {}).map(([name, node]) => {
      const property = follow(node);
      const inner = property.type === 'array' ? follow(property.items) : property;
      const file = ['binary', 'byte'].includes(inner.format) || inner.contentMediaType || name === 'file';
      const many = property.type === 'array';
      const input = file ? h('input.input', { type: 'file', multiple: many || name === 'file' }) : inner.enum ? h('select.input', {}, h('option', { value: '' }, ''), inner.enum.map((value) => h('option', {}, value)))
        : many ? h('textarea.input.list', { rows: 2 }) : h('input.input', { spellcheck: 'false', autocomplete: 'off' });
      const required = Boolean(schema.required?.includes(name));
      return { name, input, file, many, required, label: field(`${name}${required ? ` · ${t('docs_required')}` : ''}`, input, many && !file ? t('docs_one_per_line') : property.description) };
    }).sort((a, b) => b.required - a.required);
    // What is still missing stands in the command as it will have to.
    const missing = ({ name, input, file, required }) => required && !(file ? input.files.length : input.value.trim());
    const parts = () => inputs.flatMap(({ name, input, file, many }) => (file ? [...input.files].map((one) => [name, one]) : (many ? input.value.split('\n') : [input.value]).map((v) => v.trim()).filter(Boolean).map((v) => [name, v])));
    return { fields: inputs.map(({ label }) => label), body: () => { const data = new FormData(); for (const [name, value] of parts()) data.append(name, value); return data; },
      flags: () => [...inputs.filter(missing).map(({ name, file }) => [name, file ? '@page.jpg' : '…']).map(([name, value]) => `-F ${name}=${value}`), ...parts().map(([name, value]) => `-F ${quoted(value instanceof File ? `${name}=@${value.name}` : `${name}=${value}`)}`)] };
  }
  const input = h('textarea.input', { spellcheck: 'false' });
  input.value = JSON.stringify(content[type].example ?? exampleOf(schema), null, 2);
  return { fields: [field(t('docs_body'), input, type, true)], type, body: () => input.value, flags: () => [`-H 'Content-Type: ${type}'`, `-d ${quoted(input.value.replace(/\s*\n\s*/g, ' '))}`] };
}

function exampleOf(node, depth = 0) {
  const schema = follow(node);
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const many = schema.oneOf ?? schema.anyOf;
  if (many) return exampleOf(many[0], depth);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => exampleOf(one, depth)));
  const [type] = [schema.type ?? 'object'].flat().filter((one) => one !== 'null');
  if (type === 'array') return depth > 4 ? [] : [exampleOf(schema.items ?? {}, depth + 1)];
  if (type === 'object') return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, exampleOf(value, depth + 1)]));
  return { string: '', integer: 0, number: 0, boolean: false }[type] ?? null;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function tryIt(verb, route, operation, list) {
  const inputs = list.filter(({ in: where }) => where !== 'cookie').map((one) => {
    const schema = follow(one.schema);
    const input = schema.enum ? h('select.input', {}, !one.required && h('option', { value: '' }, ''), schema.enum.map((value) => h('option', {}, String(value)))) : h('input.input', { spellcheck: 'false', autocomplete: 'off' });
    return { one, input, label: field(`${one.name}${one.required ? ` · ${t('docs_required')}` : ''}`, input) };
  });
  const body = bodyForm(follow(operation.requestBody).content);
  const types = [...new Set(Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2')).flatMap(([, node]) => Object.keys(follow(node).content ?? {})))];
  const accept = types.length > 1 ? h('select.input', {}, types.map((type) => h('option', {}, type))) : null;
  const shown = h('div', { 'aria-live': 'polite' });
  const curl = h('pre', { tabindex: '0' });

  function wanted() {
    let url = route;
    const query = new URLSearchParams();
    const headers = { 'X-Blindmask': '1', 'Accept-Language': language() === 'en' ? 'en' : 'zh-CN' };
    for (const { one, input } of inputs) {
      if (one.in === 'path') url = url.replace(`{${one.name}}`, encodeURIComponent(input.value));
      else if (input.value && one.in === 'query') query.append(one.name, input.value);
      else if (input.value && one.in === 'header') headers[one.name] = input.value;
    }
    if (accept) headers.Accept = accept.value;
    if (body.type) headers['Content-Type'] = body.type;
    if (token) headers.Authorization = `Bearer ${token}`;
    return { url: `${url}${[...query].length ? `?${query}` : ''}`, headers };
  }
  function drawCurl() {
    const { url, headers } = wanted();
    const flags = [verb === 'get' ? '' : `-X ${verb.toUpperCase()}`, token && '-H "Authorization: Bearer $TOKEN"', headers.Accept && `-H 'Accept: ${headers.Accept}'`, ...body.flags()].filter(Boolean);
    curl.textContent = ['curl', ...flags, quoted(`${location.origin}${url}`)].join(' ');
  }
  async function send() {
    shown.replaceChildren(h('span.spin', { role: 'img', 'aria-label': t('docs_sending') }));
    const { url, headers } = wanted();
    const began = performance.now();
    try {
      const response = await fetch(url, { method: verb.toUpperCase(), headers, body: verb === 'get' ? undefined : body.body() ?? undefined, credentials: 'same-origin', cache: 'no-store' });
      shown.replaceChildren(...await showAnswer(response, performance.now() - began));
    } catch (error) { shown.replaceChildren(h('p.note.bad', { role: 'alert' }, icon('warn'), h('span', {}, error.message))); }
  }
  const form = h('form.try', { oninput: drawCurl, onsubmit: (event) => { event.preventDefault(); send(); } }, h('h3', {}, t('docs_try')),
    h('div.fields', {}, inputs.map(({ label }) => label), body.fields, accept && field(t('docs_accept'), accept)),
    h('div.foot', {}, h('button.btn.main', { type: 'submit' }, t('docs_send'))),
    h('div', {}, h('h3', {}, t('docs_curl')), h('div.code-line', {}, curl, h('button.btn.small', { type: 'button', onclick: () => navigator.clipboard?.writeText(curl.textContent).then(() => toast(t('docs_copied'))) }, t('docs_copy')))), shown);
  drawCurl();
  return form;
}

async function showAnswer(response, took) {
  const type = response.headers.get('Content-Type') ?? '';
  const head = h('h3', {}, `${t('docs_answer')} · `, h(`span.tag.${response.ok ? 'ok' : 'bad'}`, {}, `${response.status} ${response.statusText}`), h('span.soft.num', {}, ` ${Math.round(took)} ms · ${type}`));
  announce(`${t('docs_answer')} ${response.status}`);
  if (type.includes('json')) return [head, h('pre', { tabindex: '0' }, JSON.stringify(await response.json(), null, 2))];
  if (type.startsWith('text/')) return [head, h('pre', { tabindex: '0' }, await response.text())];
  const blob = await response.blob();
  if (!blob.size) return [head, h('p.soft', {}, t('docs_no_body'))];
  const url = URL.createObjectURL(blob);
  return [head, type.startsWith('image/') ? h('img', { src: url, alt: '' }) : '', h('p', {}, h('a', { href: url, download: `answer.${type.split('/')[1] ?? 'bin'}` }, t('docs_download')))];
}

function operationOf(verb, route, operation, shared) {
  const id = operation.operationId ?? `${verb}${route}`;
  const list = [...shared, ...(operation.parameters ?? [])].map(follow);
  const content = follow(operation.requestBody).content;
  const inside = h('div.inside', {});
  const el = h('details.operation', { id, open: opened.has(id) }, h('summary', {}, h(`span.verb.${verb}`, {}, verb.toUpperCase()), h('code', {}, route), h('span.soft', {}, operation.summary ?? '')), inside);
  const fill = () => inside.childElementCount || inside.append(...[operation.description && h('p', {}, operation.description), parameters(list), content && h('section', {}, h('h3', {}, t('docs_body')), ...schemaOf(content)), answersOf(operation.responses), tryIt(verb, route, operation, list)].filter(Boolean));
  el.addEventListener('toggle', () => { if (el.open) { opened.add(id); fill(); } else opened.delete(id); });
  if (el.open) fill();
  return { el, id };
}

// ---- the page ------------------------------------------------------------------------------------------------------------

function draw() {
  $('#title').textContent = `${spec.info?.title ?? 'API'} ${spec.info?.version ?? ''}`;
  const groups = new Map();
  for (const { name } of spec.tags ?? []) groups.set(name, []);
  for (const [route, item] of Object.entries(spec.paths ?? {})) {
    for (const verb of VERBS) {
      if (!item[verb]) continue;
      const group = item[verb].tags?.[0] ?? 'api';
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push({ verb, route, operation: item[verb], ...operationOf(verb, route, item[verb], item.parameters ?? []) });
    }
  }
  const input = h('input.input.mono', { id: 'token', type: 'password', autocomplete: 'off', oninput: (event) => { token = event.target.value.trim(); } });
  input.value = token;
  $('#operations').replaceChildren(...(groups.size ? [h('div.field.token', {}, h('label', { for: 'token' }, t('docs_token')), input)] : [h('p.soft', {}, t('docs_empty'))]),
    ...[...groups].flatMap(([group, list]) => [h('h2', {}, group), ...list.map(({ el }) => el)]));
  $('#nav').replaceChildren(...[...groups].flatMap(([group, list]) => [h('h2', {}, group), ...list.map(({ verb, route, id }) => h('a', { href: `#${id}`, onclick: () => { document.getElementById(id).open = true; } }, h(`span.verb.${verb}`, {}, verb.toUpperCase()), h('span', {}, route.replace('/api/v1', ''))))]));
}

/** Draws the description in the language of the page. */
async function describe() {
  spec = await get('/api/v1/openapi.json');
  draw();
}

async function begin() {
  $('#bar').append(h('a.brand', { href: '/' }, 'blind', h('b', {}, 'mask')), h('span.grow', {}), h('a.btn.quiet', { href: '/api/v1/openapi.json' }, 'openapi.json'), switches());
  try {
    await describe();
    onLanguage(() => describe().catch(() => draw()));
  } catch (problem) {
    $('#operations').replaceChildren(h('div.blank', { role: 'alert' }, icon('warn'), h('p', {}, problem.message), button(null, t('try_again'), () => location.reload(), { classes: '', text: true })));
  }
  $('#main').setAttribute('aria-busy', 'false');
}

begin();

// Files out of whatever was dropped or picked: folders are walked through, and what the system left there is passed over.

const LEFT_BY_SYSTEMS = /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)/i;
const wanted = (name) => !LEFT_BY_SYSTEMS.test(name);

const entriesOf = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

async function walk(entry, found) {
  if (!wanted(entry.name)) return;
  if (entry.isFile) { found.push({ file: await fileOf(entry), name: entry.fullPath.replace(/^\//, '') }); return; }
  const reader = entry.createReader();
  // A folder's entries come in parts, and an empty part is the end.
  for (;;) {
    const part = await entriesOf(reader);
    if (!part.length) break;
    for (const each of part) await walk(each, found);
  }
}

const sorted = (found) => found.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN', { numeric: true }));

/** `[{ file, name }]` of a drop; the name is the path below what was dropped. */
export async function dropped(transfer) {
  const entries = [...transfer.items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return picked(transfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return sorted(found);
}

/** The same of an input's files. */
export const picked = (files) => sorted([...files].map((file) => ({ file, name: file.webkitRelativePath || file.name })).filter(({ name }) => name.split('/').every(wanted)));

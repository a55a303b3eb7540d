<?xml version="1.0" encoding="UTF-8"?>
<!-- The script of html.xsl, inlined into what it writes. Its hash stands in html-csp.xsl: after a change
     run harness/tests/reports/csp.sh with the option "update".

     The page is whole without it: it adds filter, search, keys, pretty-printing and copying. Text of a
     server gets into the page through textContent alone; Trusted Types forbid everything else. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template name="script-text"><xsl:text><![CDATA[
(() => {
'use strict';
const byId = id => document.getElementById(id);
const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
const make = (tag, cls, text) => {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  if (text !== undefined) e.textContent = text;
  return e;
};

/* ---- text: what cannot be seen is shown by its number */
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]/;
function put(parent, text, cls) {
  const to = cls ? parent.appendChild(make(cls.startsWith('m-') ? 'mark' : 'span', cls)) : parent;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (!ODD.test(text[i])) continue;
    if (i > from) to.append(text.slice(from, i));
    to.append(make('span', 'inv', text[i] === '\r' ? 'CR' : 'U+' + text.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0')));
    from = i + 1;
  }
  if (from < text.length) to.append(text.slice(from));
  return to;
}

/* Text with the expected and the found in it marked. Short ones only at the place that the finding names:
   a "1" is everywhere. */
function putMarked(parent, text, cls, needles) {
  let best = null;
  const here = parent.nodeType === Node.ELEMENT_NODE && parent.closest('.loc');
  for (const n of needles) {
    const at = n.text.length >= 4 || (here && text.trim() === n.text.trim()) ? text.indexOf(n.text) : -1;
    if (at >= 0 && (!best || at < best.at || (at === best.at && n.text.length > best.n.text.length))) best = { at, n };
  }
  if (!best) { if (text) put(parent, text, cls); return; }
  if (best.at) put(parent, text.slice(0, best.at), cls);
  put(parent, best.n.text, best.n.cls);
  putMarked(parent, text.slice(best.at + best.n.text.length), cls, needles);
}

/* ---- pretty-printing: a scanner, since what servers send need not be XML. It ends at the first thing
        that is none; the rest follows as it is. */
function scan(text) {
  const out = [];
  let i = 0;
  const until = (mark, kind) => {
    const end = text.indexOf(mark, i);
    if (end < 0) return false;
    out.push({ kind, text: text.slice(i, end + mark.length) });
    i = end + mark.length;
    return true;
  };
  while (i < text.length) {
    if (text[i] !== '<') {
      const end = text.indexOf('<', i);
      const to = end < 0 ? text.length : end;
      out.push({ kind: 'text', text: text.slice(i, to) });
      i = to;
      continue;
    }
    if (text.startsWith('<!' + '--', i)) { if (until('-' + '->', 'soft')) continue; break; }
    if (text.startsWith('<![CDATA[', i)) { if (until(']]' + '>', 'text')) continue; break; }
    if (text.startsWith('<?', i)) { if (until('?>', 'soft')) continue; break; }
    let quote = '', depth = 0, j = i + 1;
    for (; j < text.length; j++) {
      const c = text[j];
      if (quote) { if (c === quote) quote = ''; }
      else if (c === '"' || c === "'") quote = c;
      else if (c === '[') depth++;
      else if (c === ']') depth--;
      else if (c === '<' && !depth) { j = text.length; break; }
      else if (c === '>' && depth <= 0) break;
    }
    if (j >= text.length) break;
    const tag = text.slice(i, j + 1);
    i = j + 1;
    const name = /^<\/?([^\s<>\/!?]+)/.exec(tag);
    if (tag.startsWith('<!')) out.push({ kind: 'soft', text: tag });
    else if (!name) { i = j + 1 - tag.length; break; }
    else out.push({ kind: tag[1] === '/' ? 'close' : tag.endsWith('/>') ? 'empty' : 'open', text: tag, local: name[1].replace(/^.*:/, '') });
  }
  if (i < text.length) out.push({ kind: 'rest', text: text.slice(i) });
  return out;
}

function putTag(parent, tag, needles, attribute, indent) {
  const m = /^(<\/?[^\s<>\/]+)([\s\S]*?)(\/?>)$/.exec(tag);
  put(parent, m[1], 'x-tag');
  const between = tag.length > 100 && m[2].indexOf('=') !== m[2].lastIndexOf('=') ? '\n' + indent + '    ' : ' ';
  const re = /([^\s=]+)(?:(\s*=\s*)("[^"]*"|'[^']*'))?|\s+/g;
  let a;
  while ((a = re.exec(m[2]))) {
    if (!a[1]) { put(parent, between); continue; }
    const to = attribute && a[1].replace(/^.*:/, '') === attribute ? parent.appendChild(make('span', 'loc')) : parent;
    put(to, a[1], 'x-attr');
    if (!a[3]) continue;
    put(to, a[2].trim() + a[3][0]);
    putMarked(to, a[3].slice(1, -1), 'x-val', needles);
    put(to, a[3][0]);
  }
  put(parent, m[3], 'x-tag');
}

/* The steps of an XPath below the body: [{local, index}], and the attribute at its end. */
function place(xpath) {
  const steps = [];
  let attribute = '', step = '', depth = 0, quote = '';
  for (const c of xpath + '/') {
    if (quote) { if (c === quote) quote = ''; }
    else if (c === '"' || c === "'") quote = c;
    else if (c === '[') depth++;
    else if (c === ']') depth--;
    if (c !== '/' || depth || quote) { step += c; continue; }
    if (!step) continue;
    const named = /local-name\(\)\s*=\s*["']([^"']*)["']/.exec(step);
    const index = /\[(\d+)\]\s*$/.exec(step);
    const local = (named ? named[1] : step.replace(/\[[\s\S]*$/, '')).replace(/^.*:/, '');
    if (local.startsWith('@')) attribute = local.slice(1).replace(/^.*:/, '');
    else if (step.startsWith('@')) attribute = local;
    else steps.push({ local, index: index ? Number(index[1]) : 0 });
    step = '';
  }
  const body = steps.map(s => s.local).indexOf('body');
  return { steps: steps.slice(body + 1), attribute, request: steps.slice(0, body + 1).some(s => s.local === 'request') };
}

function pretty(text, needles, places) {
  const tokens = scan(text);
  const root = document.createDocumentFragment();
  const stack = [{ seen: new Map() }];
  let to = root, level = 0, fresh = true, blankOnly = true;
  const pad = n => '  '.repeat(Math.min(n, 30));
  const line = n => { if (!fresh) to.append('\n' + pad(n)); fresh = false; };
  const located = () => places.find(p => p.steps.length && p.steps.length === stack.length - 1 &&
    p.steps.every((s, i) => s.local === stack[i + 1].local && (!s.index || s.index === stack[i + 1].index)));
  tokens.forEach((k, i) => {
    const before = tokens[i - 1], after = tokens[i + 1];
    if (k.kind === 'text') {
      if (k.text.trim() || (before && after && before.kind === 'open' && after.kind === 'close')) {
        putMarked(to, k.text, '', needles);
        blankOnly = false; fresh = false;
      }
      return;
    }
    if (k.kind === 'rest') { if (!fresh) to.append('\n'); putMarked(to, k.text, '', needles); return; }
    if (k.kind === 'close') {
      const top = stack.length > 1 ? stack.pop() : null;
      level = Math.max(0, level - 1);
      if (before && before.kind !== 'open' && blankOnly) line(level);
      putTag(to, k.text, [], '', '');
      if (top && top.box) to = top.outer;
      blankOnly = true; fresh = false;
      return;
    }
    if (blankOnly) line(level);
    blankOnly = true; fresh = false;
    if (k.kind === 'soft') { put(to, k.text, 'x-soft'); return; }
    const parent = stack[stack.length - 1];
    const index = (parent.seen.get(k.local) || 0) + 1;
    parent.seen.set(k.local, index);
    const frame = { local: k.local, index, seen: new Map() };
    stack.push(frame);
    const hit = located();
    if (hit && !hit.attribute) {
      frame.box = true; frame.outer = to;
      to = to.appendChild(make('span', 'loc'));
    }
    putTag(to, k.text, needles, hit && hit.attribute, pad(level));
    if (k.kind === 'empty') { stack.pop(); if (frame.box) to = frame.outer; } else level++;
  });
  return root;
}

function hexDump(base64) {
  let bytes;
  try { bytes = atob(base64.replace(/\s+/g, '')); } catch { return base64; }
  const lines = [];
  for (let i = 0; i < bytes.length && i < 16384; i += 8) {
    const part = Array.from(bytes.slice(i, i + 8), c => c.charCodeAt(0));
    lines.push(i.toString(16).padStart(6, '0') + '  ' + part.map(b => b.toString(16).padStart(2, '0')).join(' ').padEnd(25) +
      part.map(b => b > 32 && b < 127 ? String.fromCharCode(b) : '.').join(''));
  }
  if (bytes.length > 16384) lines.push('… ' + bytes.length + ' bytes in all');
  return lines.join('\n');
}

/* ---- copying */
let toastTimer = 0;
function say(text) {
  const toast = byId('toast');
  toast.textContent = text;
  toast.classList.add('on');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => toast.classList.remove('on'), 1800);
}
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.body.appendChild(make('textarea', 'hide'));
    box.value = text;
    box.select();
    const done = document.execCommand('copy');
    box.remove();
    if (!done) { say('The browser did not allow copying'); return; }
  }
  say(what + ' copied');
}

const shell = text => "'" + text.replace(/'/g, "'\\''") + "'";
/* A command that sends the same request. Removed secrets become variables of the shell. */
function curl(msg, bodyText, form) {
  const seen = new Set();
  const parts = ['curl -sS -i -X ' + shell(msg.dataset.method)];
  for (const li of all('.heads li', msg)) {
    const name = li.querySelector('b').textContent, value = li.querySelector('span').textContent;
    const key = name.toLowerCase();
    seen.add(key);
    if (['host', 'content-length', 'connection'].includes(key) || /[^!#$%&'*+.^_`|~0-9A-Za-z-]/.test(name)) continue;
    if (value === '[removed]') parts.push('-H ' + shell(name + ': ') + '"$EWS_' + key.replace(/[^a-z0-9]/g, '_').toUpperCase() + '"');
    else parts.push('-H ' + shell(value ? name + ': ' + value : name + ';'));
  }
  for (const name of ['Content-Type', 'User-Agent', 'Accept'])
    if (!seen.has(name.toLowerCase())) parts.push('-H ' + shell(name + ':'));
  let lead = '';
  if (form === 'base64') {
    lead = 'printf %s ' + shell(bodyText.replace(/\s+/g, '')) + ' | base64 -d | ';
    parts.push('--data-binary @-');
  } else if (bodyText) parts.push('--data-raw ' + shell(bodyText));
  parts.push('--url ' + shell(msg.dataset.url));
  return lead + parts.join(' \\\n  ') + '\n';
}

/* ---- a step that is opened for the first time */
const ready = new WeakSet();
function prepare(step) {
  if (ready.has(step)) return;
  ready.add(step);
  const findings = all(':scope > .stepin > .finding', step);
  const needles = [], places = [];
  for (const f of findings) {
    const expected = f.querySelector('.exp pre'), found = f.querySelector('.fou pre');
    const note = f.classList.contains('finding-note');
    for (const [pre, cls] of [[expected, 'm-exp'], [found, note ? 'm-note' : 'm-fou']]) {
      if (!pre || !pre.textContent.trim()) continue;
      const text = pre.textContent;
      needles.push({ text, cls });
      const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
      if (escaped !== text) needles.push({ text: escaped, cls });
      /* a sentence is not in the body, but what it quotes may be, and what is too long for a word */
      for (const part of text.match(/"[^"]{3,}"|'[^']{3,}'|[^\s"']{16,}/g) || []) {
        const inner = part.replace(/^["']|["']$/g, '');
        if (inner !== text) needles.push({ text: inner, cls });
      }
    }
    if (expected || found) differ(expected, found);
    if (f.dataset.location) places.push(place(f.dataset.location));
  }
  for (const msg of all(':scope > .stepin > .pair > .msg', step)) dress(msg, needles, places);
}

/* Marks where the expected and the found part. */
function differ(expected, found) {
  const a = expected ? Array.from(expected.textContent) : [], b = found ? Array.from(found.textContent) : [];
  let head = 0, tail = 0;
  if (expected && found) {
    while (head < a.length && head < b.length && a[head] === b[head]) head++;
    while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  }
  const alike = expected && found && head + tail > 0;
  for (const [pre, chars, cls] of [[expected, a, 'm-exp'], [found, b, 'm-fou']]) {
    if (!pre) continue;
    const text = (from, to) => chars.slice(from, to).join('');
    pre.textContent = '';
    put(pre, text(0, alike ? head : chars.length));
    if (!alike) continue;
    const mid = text(head, chars.length - tail);
    if (mid) put(pre, /^ +$/.test(mid) ? '\u2423'.repeat(mid.length) : mid, cls);
    put(pre, text(chars.length - tail));
  }
}

function dress(msg, needles, places) {
  const pre = msg.querySelector('pre');
  const top = msg.querySelector('.bar-top');
  const isRequest = msg.classList.contains('req');
  const raw = pre ? pre.textContent : '';
  const form = pre ? pre.dataset.form : '';
  const button = (text, label, act) => {
    const b = make('button', 'btn', text);
    b.type = 'button';
    if (label) b.setAttribute('aria-label', label);
    b.addEventListener('click', () => act(b));
    top.append(b);
    return b;
  };
  if (isRequest) button('Copy as curl', '', () => copy(curl(msg, raw, form), 'curl command'));
  if (!pre || !raw) return;
  let nice = true;
  const draw = () => {
    pre.textContent = '';
    if (!nice) put(pre, raw);
    else if (form === 'base64') pre.append(hexDump(raw));
    else if (raw.length > 400000) put(pre, raw);
    else pre.append(pretty(raw, needles, places.filter(p => p.request === isRequest)));
    const mark = pre.querySelector('.loc, mark');
    pre.scrollTop = mark ? Math.max(0, mark.offsetTop - 80) : 0;
  };
  const name = form === 'base64' ? 'Base64' : 'As sent';
  button(name, '', b => { nice = !nice; b.setAttribute('aria-pressed', String(!nice)); draw(); }).setAttribute('aria-pressed', 'false');
  button('Copy', isRequest ? 'Copy the body of the request' : 'Copy the body of the response', () => copy(raw, 'Body'));
  draw();
}

/* ---- filter and search */
const cases = all('details.case'), suites = all('.suite');
const toggles = all('.toggles [data-state]');
const search = byId('search'), suiteBox = byId('suite-box'), count = byId('count'), nothing = byId('nothing');
const chosen = new Set();
const index = new Map();
const textOf = c => {
  if (!index.has(c)) index.set(c, (c.dataset.suite + '/' + c.textContent).toLowerCase());
  return index.get(c);
};
function apply() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const c of cases) {
    const ok = (!chosen.size || chosen.has(c.dataset.state) || (chosen.has('flaky') && c.dataset.flaky)) &&
      (!suiteBox || !suiteBox.value || suiteBox.value === c.dataset.suite) &&
      words.every(w => textOf(c).includes(w));
    c.hidden = !ok;
    if (ok) shown++;
  }
  for (const s of suites) s.hidden = !s.querySelector('details.case:not([hidden])');
  for (const t of toggles) t.setAttribute('aria-pressed', String(chosen.has(t.dataset.state)));
  if (count) count.textContent = shown === cases.length ? cases.length + ' cases' : shown + ' of ' + cases.length + ' cases';
  if (nothing) nothing.hidden = shown > 0 || !cases.length;
}
function choose(state, only) {
  if (only) { const was = chosen.size === 1 && chosen.has(state); chosen.clear(); if (!was) chosen.add(state); }
  else if (!chosen.delete(state)) chosen.add(state);
  apply();
}
const openAll = open => { for (const c of cases) if (!c.hidden) c.open = open; };

if (search) {
  byId('filter').hidden = false;
  let timer = 0;
  search.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(apply, 100); });
  if (suiteBox) suiteBox.addEventListener('change', apply);
  for (const t of toggles) t.addEventListener('click', () => choose(t.dataset.state));
  for (const t of all('a.tile[data-state]')) t.addEventListener('click', () => choose(t.dataset.state, true));
  byId('open-all').addEventListener('click', () => openAll(true));
  byId('close-all').addEventListener('click', () => openAll(false));
  apply();
}

const rtools = byId('rtools');
if (rtools) {
  rtools.hidden = false;
  const rows = all('table.reqs tbody tr');
  for (const b of all('button', rtools)) b.addEventListener('click', () => {
    const want = b.dataset.show ? b.dataset.show.split(' ') : null;
    for (const r of rows) r.hidden = Boolean(want) && !want.includes(r.dataset.state);
    for (const other of all('button', rtools)) other.setAttribute('aria-pressed', String(other === b));
  });
  /* a long table begins with what needs a look */
  const bad = rtools.querySelector('[data-show^="fail"]');
  if (rows.length > 30 && rows.some(r => bad.dataset.show.split(' ').includes(r.dataset.state))) bad.click();
}

/* Elsewhere on the page too: a text that turns the direction of writing must not dress up as another. */
for (const e of all('.t')) if (!e.firstElementChild && ODD.test(e.textContent)) {
  const text = e.textContent;
  e.textContent = '';
  put(e, text);
}

/* ---- steps and links */
const near = new IntersectionObserver(entries => {
  for (const e of entries) if (e.isIntersecting) { near.unobserve(e.target); prepare(e.target); }
}, { rootMargin: '600px' });
for (const s of all('details.step[open]')) near.observe(s);
document.addEventListener('toggle', e => {
  if (e.target.open && e.target.classList.contains('step')) near.observe(e.target);
}, true);
window.addEventListener('beforeprint', () => all('details.case[open]:not([hidden]) details.step[open]').forEach(prepare));

function follow() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* as it is */ }
  const target = id && byId(id);
  if (!target) return;
  if (target.hidden) {
    if (target.classList.contains('case')) { chosen.clear(); search.value = ''; if (suiteBox) suiteBox.value = ''; apply(); }
    target.hidden = false;
  }
  for (let e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
  target.scrollIntoView();
}
window.addEventListener('hashchange', follow);
follow();

/* ---- light, dark, or as the system says */
const root = document.documentElement, themeButton = byId('theme');
const themes = ['auto', 'light', 'dark'];
function theme(name) {
  if (name === 'auto') delete root.dataset.theme; else root.dataset.theme = name;
  themeButton.textContent = 'Theme: ' + name;
  try { localStorage.setItem('ews-conform-theme', name); } catch { /* a file may not keep anything */ }
}
let stored = 'auto';
try { stored = localStorage.getItem('ews-conform-theme') || 'auto'; } catch { /* see above */ }
theme(themes.includes(stored) ? stored : 'auto');
const nextTheme = () => theme(themes[(themes.indexOf(root.dataset.theme || 'auto') + 1) % 3]);
themeButton.addEventListener('click', nextTheme);

/* ---- keys */
const help = byId('help');
const showHelp = () => help.showModal();
byId('keys').addEventListener('click', showHelp);
byId('help-close').addEventListener('click', () => help.close());
byId('tools').hidden = false;
function walk(step, badOnly) {
  const list = cases.filter(c => !c.hidden && (!badOnly || !['pass', 'skip'].includes(c.dataset.state)));
  if (!list.length) return;
  const here = document.activeElement && document.activeElement.closest('details.case');
  let at = list.indexOf(here);
  if (at < 0 && here) {
    const after = list.findIndex(c => here.compareDocumentPosition(c) & Node.DOCUMENT_POSITION_FOLLOWING);
    at = step > 0 ? (after < 0 ? list.length - 2 : after - 1) : (after < 0 ? list.length : after);
  }
  const next = list[Math.max(0, Math.min(list.length - 1, at + step))];
  for (const c of all('details.case.here')) c.classList.remove('here');
  next.classList.add('here');
  next.querySelector('summary').focus();
  next.scrollIntoView({ block: 'nearest' });
}
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || help.open) return;
  const inField = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
  if (e.key === 'Escape' && search && (inField || chosen.size || search.value)) {
    search.value = ''; chosen.clear(); if (suiteBox) suiteBox.value = ''; apply();
    if (inField) e.target.blur();
    return;
  }
  if (inField) return;
  const act = {
    '/': () => search && search.focus(), j: () => walk(1), k: () => walk(-1), n: () => walk(1, true), p: () => walk(-1, true),
    o: () => { const c = document.activeElement.closest('details.case'); if (c) c.open = !c.open; },
    e: () => openAll(true), c: () => openAll(false), t: nextTheme, '?': showHelp,
  }[e.key];
  if (act) { e.preventDefault(); act(); }
});
})();
]]></xsl:text></xsl:template>
</xsl:stylesheet>

// Reads the rendered reports with readers that others wrote, and compares what they understand with what
// the samples say. Usage: node readers.mjs FOLDER, with FOLDER/NAME.FORMAT for each sample and format.
import { readFileSync } from 'node:fs';
import { Parser } from 'tap-parser';
import { validate } from 'ctrf';
import { parse as parseJunit } from 'junit2json';
import MarkdownIt from 'markdown-it';

const folder = process.argv[2];
const read = (name, format) => readFileSync(`${folder}/${name}.${format}`, 'utf8');
const samples = ['mixed', 'hostile', 'empty', 'incomplete', 'second'];

let failed = 0;
function check(text, ok, why = '') {
  console.log(`${ok ? 'ok' : 'not ok'} - ${text}${ok ? '' : ': ' + why}`);
  if (!ok) failed++;
}
const same = (text, found, expected) =>
  check(text, JSON.stringify(found) === JSON.stringify(expected), `expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);

// What the samples say; the run itself is one more where it went wrong.
const counts = {
  mixed: { tests: 11, pass: 4, fail: 4, error: 1, skip: 1, known: 1, run: 0 },
  hostile: { tests: 5, pass: 2, fail: 2, error: 1, skip: 0, known: 0, run: 0 },
  empty: { tests: 0, pass: 0, fail: 0, error: 0, skip: 0, known: 0, run: 0 },
  incomplete: { tests: 2, pass: 1, fail: 0, error: 1, skip: 0, known: 0, run: 1 },
  second: { tests: 5, pass: 5, fail: 0, error: 0, skip: 0, known: 0, run: 0 },
};

// ---- JUnit, by junit2json
for (const name of samples) {
  const c = counts[name];
  const report = await parseJunit(read(name, 'junit'));
  const cases = (report.testsuite ?? []).flatMap(s => s.testcase ?? []);
  same(`junit2json counts ${name}`,
    [report.tests, report.failures, report.errors, report.skipped, cases.length],
    [c.tests + c.run, c.fail, c.error + c.run, c.skip + c.known, c.tests + c.run]);
  same(`junit2json: the suites of ${name} add up`,
    ['tests', 'failures', 'errors', 'skipped'].map(k => (report.testsuite ?? []).reduce((n, s) => n + (s[k] ?? 0), 0)),
    [report.tests, report.failures, report.errors, report.skipped]);
  same(`junit2json finds the verdicts of ${name}`,
    [cases.filter(t => t.failure).length, cases.filter(t => t.error).length, cases.filter(t => t.skipped).length],
    [c.fail, c.error + c.run, c.skip + c.known]);
}
{
  const text = read('hostile', 'junit');
  check('JUnit hides the attachments that a server names from GitLab', !/\[\[ATTACHMENT\|[^[\]|]+\]\]/.test(text), 'found one');
  const report = await parseJunit(text);
  const first = report.testsuite[0].testcase[0];
  check('JUnit brings hostile text through unchanged', first.failure[0].inner.includes('</text></script><script>alert(1)</script><img src=x onerror="alert(2)">'), JSON.stringify(first.failure));
}

// ---- TAP, by tap-parser
for (const name of samples) {
  const c = counts[name];
  const points = [], extra = [];
  const final = await new Promise(done => {
    const p = new Parser({ strict: false }, done);
    p.on('assert', r => points.push(r));
    p.on('extra', e => extra.push(e));
    p.end(read(name, 'tap'));
  });
  same(`tap-parser counts ${name}`, [points.length, final.fail, final.skip, final.todo],
    [c.tests + c.run, c.fail + c.error + c.run + c.known, c.skip, c.known]);
  same(`tap-parser takes ${name} for ${c.fail + c.error + c.run ? 'failed' : 'passed'}`, final.ok, !(c.fail + c.error + c.run));
  same(`tap-parser finds no line of ${name} that is not TAP`, extra, []);
  same(`tap-parser finds no fault in ${name} but failing points`, (final.failures ?? []).filter(f => f.tapError), []);
  if (name !== 'empty') check(`tap-parser reads the diagnostics of ${name}`, points.every(p => p.diag && typeof p.diag === 'object' && (p.ok || p.diag.message)), JSON.stringify(points.find(p => !p.diag || !(p.ok || p.diag.message))));
  if (name === 'incomplete') check('tap-parser sees that the run was broken off', Boolean(final.bailout), JSON.stringify(final.bailout));
  if (name === 'mixed') {
    const p = points.find(x => x.name.startsWith('rename/rename-members'));
    same('TAP says what was expected and found', [p.diag.findings[1].expected, p.diag.findings[1].found], ['ewc-k3x9q1-2 renamed', 'ewc-k3x9q1-2 renamed ']);
  }
  if (name === 'hostile') same('TAP numbers: no injected points', points.map(p => p.id), [1, 2, 3, 4, 5]);
}

// ---- CTRF, by its own schema
for (const name of samples) {
  const c = counts[name];
  let report;
  try { report = JSON.parse(read(name, 'ctrf')); } catch (e) { check(`CTRF of ${name} is JSON`, false, e.message); continue; }
  const v = validate(report);
  check(`CTRF of ${name} is valid`, v.valid, JSON.stringify(v.errors));
  const s = report.results.summary;
  same(`CTRF counts ${name}`, [s.tests, s.passed, s.failed, s.skipped, s.other, report.results.tests.length],
    [c.tests + c.run, c.pass, c.fail + c.error + c.run, c.skip, c.known, c.tests + c.run]);
  same(`CTRF: the tests of ${name} add up`, ['passed', 'failed', 'skipped', 'other'].map(w => report.results.tests.filter(t => t.status === w).length),
    [s.passed, s.failed, s.skipped, s.other]);
  if (name === 'mixed') {
    const flaky = report.results.tests.filter(t => t.flaky);
    same('CTRF knows the case that passed on retry', flaky.map(t => t.name.split(':')[0]), ['busy']);
    same('CTRF has a verdict for every requirement', report.results.extra.requirements.length, 16);
    same('CTRF times', [s.start, s.stop - s.start], [1714979289000, 6312]);
  }
}

// ---- GitHub commands, by the rules of the runner
for (const name of samples) {
  const commands = [], other = [];
  for (const line of read(name, 'github').split('\n')) {
    const m = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line.trimStart());
    if (m) commands.push({ kind: m[1], props: Object.fromEntries((m[2] ?? '').split(',').filter(Boolean).map(p => [p.slice(0, p.indexOf('=')), p.slice(p.indexOf('=') + 1)])), text: m[3] });
    else other.push(line);
  }
  const kinds = k => commands.filter(x => x.kind === k).length;
  const want = { mixed: [5, 2, 2], hostile: [3, 1, 0], empty: [0, 0, 0], incomplete: [4, 0, 0], second: [0, 1, 0] }[name];
  same(`GitHub commands of ${name}`, [kinds('error'), kinds('warning'), kinds('notice'), commands.length - kinds('error') - kinds('warning') - kinds('notice')], [...want, 2]);
  check(`GitHub: no command hidden in the other lines of ${name}`, !other.some(l => l.includes('##[') || l.includes('\r')), other.join('\n'));
  check(`GitHub: every annotation of ${name} has a title`, commands.filter(x => x.kind !== 'group' && x.kind !== 'endgroup').every(x => x.props.title), '');
  if (name === 'mixed') same('GitHub: file and line', [commands.find(x => x.text.startsWith('A rename leaves')).props.file, commands.find(x => x.text.startsWith('A rename leaves')).props.line], ['cases/rename/rename-members.xml', '15']);
}

// ---- Markdown, by markdown-it with HTML and links switched on, as GitHub has them
const md = new MarkdownIt({ html: true, linkify: true });
const allowed = /^<\/?(?:details|summary|h2|h3|b|strong|code|ul|li|p|table|thead|tbody|tr|th|td)(?: open| style="text-align:(?:left|right)")?>$/;
for (const name of samples) {
  const text = read(name, 'markdown');
  const html = md.render(text);
  const tags = html.match(/<[^>]*>/g) ?? [];
  const foreign = tags.filter(t => !allowed.test(t));
  same(`Markdown of ${name}: no markup but ours`, foreign, []);
  same(`Markdown of ${name}: details are closed`, tags.filter(t => t.startsWith('<details')).length, tags.filter(t => t === '</details>').length);
  const headings = tags.filter(t => /^<h[1-6]>$/.test(t));
  check(`Markdown of ${name}: one first heading, ${headings.length} in all`, headings[0] === '<h2>' && headings.filter(t => t === '<h2>').length === 1 && headings.length <= 3, headings.join());
  if (name === 'hostile') {
    const plain = html.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n)).replace(/&amp;/g, '&');
    check('Markdown shows hostile text as it is', plain.includes('<script>alert(16)</script>'), plain.slice(0, 400));
    check('Markdown calls nobody', !/(^|[^\w⁠])@\w/.test(plain.replace(/@⁠/g, '')), '');
  }
}

process.exitCode = failed ? 1 : 0;

// Lints one file by a linter or schema that others wrote: node lint.mjs KIND FILE. Prints what is wrong; exit status 1.
//   github      @action-validator: GitHub's schema of workflows
//   gitlab      gitlab-ci-local: GitLab's schema of .gitlab-ci.yml, and the pipeline that comes out
//   kubernetes  kubernetes-models: the API's schemas, and no key that they do not know
//   jenkins     tree-sitter's grammar of Groovy
//   docker      dockerfilelint and dockerfile-utils
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);
const [kind, file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

// A program of a package: what it says where it ends with a failure.
function run(script, args, options = {}) {
  try {
    execFileSync(process.execPath, [...(options.node ?? []), require.resolve(script), ...args], { encoding: 'utf8', stdio: 'pipe', timeout: 60000, ...options });
    return [];
  } catch (e) {
    return [`${e.stdout}${e.stderr}` || e.message];
  }
}

async function kubernetes() {
  const { parseAllDocuments } = await import('yaml');
  const problems = [];
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS();
    const { validate } = schemaOf(object);
    // The schemas allow further keys, as the server does unless it is asked not to: told are those that nothing asked for.
    const asked = new Set();
    const watch = (value, path) => (value === null || typeof value !== 'object' ? value : new Proxy(value, {
      get: (of, key) => {
        if (typeof key !== 'string') return of[key];
        asked.add(`${path}/${key}`);
        return watch(of[key], `${path}/${key}`);
      },
    }));
    const keys = (value, path) => (value === null || typeof value !== 'object' ? []
      : Object.keys(value).flatMap(key => [`${path}/${key}`, ...keys(value[key], `${path}/${key}`)]));
    if (!validate(watch(object, ''))) problems.push(...validate.errors.map(e => `${object.kind}${e.instancePath} ${e.message}`));
    for (const key of keys(object, '')) if (!asked.has(key)) problems.push(`${object.kind}: nothing knows ${key}`);
  }
  return problems;
}

// "batch/v1" and "Job": the compiled schema of io.k8s.api.batch.v1.Job
function schemaOf({ apiVersion, kind }) {
  const [version, group = 'core'] = apiVersion.split('/').reverse();
  const capital = word => word[0].toUpperCase() + word.slice(1);
  return require(`${dirname(require.resolve('kubernetes-models'))}/_schemas/IoK8sApi${capital(group.split('.')[0])}${capital(version)}${kind}.js`);
}

async function jenkins() {
  const { Parser, Language } = await import('web-tree-sitter');
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('tree-sitter-groovy/tree-sitter-groovy.wasm')));
  const problems = [];
  const walk = node => {
    if (node.isError || node.isMissing) problems.push(`line ${node.startPosition.row + 1}: not Groovy: ${node.text.slice(0, 60)}`);
    else node.children.forEach(walk);
  };
  walk(parser.parse(text).rootNode);
  return problems;
}

function gitlab() {
  const folder = mkdtempSync(`${tmpdir()}/ews-conform-gitlab-`);
  const git = (...args) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  try {
    copyFileSync(file, `${folder}/.gitlab-ci.yml`);
    git('init', '-q');
    git('remote', 'add', 'origin', 'git@gitlab.invalid:group/project.git');
    // Set.union came with Node 22
    const union = 'data:text/javascript,' + encodeURIComponent('Set.prototype.union ??= function (o) { return new Set([...this, ...o.keys()]); }');
    return run('gitlab-ci-local/dist/index.js', ['--preview', '--cwd', '.'], { node: ['--import', union], cwd: folder, env: { ...process.env, HOME: folder } });
  } finally { rmSync(folder, { recursive: true, force: true }); }
}

async function docker() {
  const { validate } = await import('dockerfile-utils');
  return [...run('dockerfilelint/bin/dockerfilelint', [file]),
    ...validate(text).map(d => `line ${d.range.start.line + 1}: ${d.message}`)];
}

const linters = { github: () => run('@action-validator/cli/cli.mjs', [file]), gitlab, kubernetes, jenkins, docker };
const problems = await linters[kind]();
problems.forEach(p => console.log(`${file}: ${p}`));
process.exit(problems.length ? 1 : 0);

import {element, text, button, list, count, rate, span, chart, draw} from './draw.js';

const EVERY_MILLIS = 2000;
const SAMPLES_MAX = 720;
const $ = id => document.getElementById(id);
const KEY = 'entropy-repair-token';

let view = null;
let samples = [];
let opener = null;
let workShown = 0;

// ---- asking -------------------------------------------------------------

// The token comes behind the address's #, which no server sees, and does not stay there.
function takeToken() {
  const found = /[#&]token=([A-Za-z0-9._~-]+)/.exec(location.hash);
  if (found) {
    sessionStorage.setItem(KEY, found[1]);
    history.replaceState(null, '', location.pathname);
  }
}

const token = () => sessionStorage.getItem(KEY);

async function ask(path, body) {
  const headers = {};
  if (token()) headers.Authorization = 'Bearer ' + token();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch('/api/' + path, {
    method: body === undefined ? 'GET' : 'POST', headers, cache: 'no-store',
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const said = await answer.json();
  if (answer.status === 401) { sessionStorage.removeItem(KEY); lock(); }
  if (!answer.ok) throw new Error(said.error ?? 'status ' + answer.status);
  return said;
}

function lock() {
  $('unlock').hidden = Boolean(token());
  document.body.classList.toggle('readonly', !token());
  for (const node of document.querySelectorAll('[data-change]')) node.disabled = !token();
}

/** A button that changes something: asks once more, and is of no use without a token. */
function changing(label, sure, act) {
  let armed = 0;
  const made = button(label, () => {
    if (sure && !armed) {
      text(made, sure);
      made.classList.add('sure');
      armed = setTimeout(() => { armed = 0; text(made, made.label ?? label); made.classList.remove('sure'); }, 5000);
      return;
    }
    clearTimeout(armed);
    armed = 0;
    made.classList.remove('sure');
    text(made, made.label ?? label);
    act();
  });
  made.dataset.change = '';
  made.disabled = !token();
  made.relabel = now => { made.label = now; if (!armed) text(made, now); };
  return made;
}

async function change(path, body) {
  try { await ask(path, body); } catch (failed) { text($('work'), String(failed.message)); $('work').className = 'bad'; return; }
  look();
}

// ---- the page ------------------------------------------------------------

async function look() {
  try {
    const last = samples.length ? samples[samples.length - 1][0] : 0;
    const [now, more] = await Promise.all([ask('view'), ask('history?after=' + last)]);
    view = now;
    const known = samples.length ? samples[samples.length - 1][0] : 0; // another look may have ended meanwhile
    samples = samples.concat(more.filter(s => s[0] > known)).slice(-SAMPLES_MAX);
    show();
  } catch (failed) {
    verdict('bad', 'The console does not answer.', String(failed.message));
  }
}

function show() {
  text($('graphs'), view.graphs.join(', '));
  showJob();
  showVerdict();
  showRegions();
  showGroups();
  showLetters();
  showScopes();
  showWork(view.work);
  showReading();
  lock();
}

function showJob() {
  const job = view.job;
  const words = job.state ? `${job.name} ${job.state.toLowerCase()}` : `${job.name}: ${job.trouble}`;
  if (!$('job').firstChild) $('job').append(element('a', ''));
  const link = $('job').firstChild;
  text(link, words + (job.page ? ' ↗' : ''));
  if (job.page && link.href !== job.page) { link.href = job.page; link.target = '_blank'; link.rel = 'noreferrer'; }
  link.className = job.state === 'RUNNING' ? '' : 'bad';
  link.title = "Flink's own page";
}

function verdict(how, headline, because) {
  $('verdict').className = how;
  text($('headline'), headline);
  text($('because'), because);
}

function trend(total) {
  const before = samples.filter(s => s[0] <= view.now - 20000).pop();
  if (!before) return '';
  const then = Object.values(before[1]).reduce((a, b) => a + b, 0);
  return total < then * 0.9 ? ', and fewer than before' : total > then * 1.1 ? ', and more than before' : '';
}

/** Of a region that is out only Flink knows how much is pending. */
function isUnknown(region) { return isOut(region) && region.pendingFrom !== 'flink'; }

function isOut(region) { return Boolean(region.outSince) || region.breaker === 'out' || region.breaker === 'probing'; }

function showVerdict() {
  const total = view.regions.reduce((sum, region) => sum + region.pending, 0);
  const out = view.regions.filter(isOut);
  const paused = view.scopes.scopes.filter(scope => scope.action === 'pause');
  const oldest = view.groups.length ? 'The oldest has been waiting for ' + span(view.now - view.groups[0].since) + '.' : '';
  const letters = view.letters.reduce((sum, one) => sum + one.count, 0);
  const about = letters ? ` ${count(letters)} dead letters need somebody to look at them.` : '';
  if (view.reading.outcomes.trouble) {
    verdict('bad', 'The outcome topic cannot be read.', view.reading.outcomes.trouble);
  } else if (view.job.state && view.job.state !== 'RUNNING') {
    verdict('bad', `The job is ${view.job.state.toLowerCase()}: nothing is repaired meanwhile.`, 'What has failed is kept in the topics and in its state.');
  } else if (!view.reading.outcomes.caughtUp) {
    verdict('', 'Reading the topics…', count(view.reading.outcomes.records) + ' outcomes so far.');
  } else if (out.length) {
    const waiting = out.reduce((sum, region) => sum + region.pending, 0);
    verdict('bad', out.map(r => r.name).join(' and ') + (out.length > 1 ? ' are out: ' : ' is out: ') + (out.some(isUnknown) ? 'repairs' : count(waiting) + ' repairs') + ' wait for ' + (out.length > 1 ? 'them.' : 'it.'),
      out.map(outWords).join(' · ') + '. They go on by themselves once it answers; other regions are not held up.');
  } else if (total > 0 && paused.length) {
    verdict('busy', `${count(total)} repairs are pending, scope ${paused.map(s => s.name).join(', ')} is paused.`, 'They accumulate and merge until it is resumed.' + about);
  } else if (total > 0) {
    verdict('busy', count(total) + ' repairs are pending' + trend(total) + '.', (oldest || 'None has been waiting for long.') + about);
  } else {
    verdict('calm', 'Calm: nothing is pending.', (view.job.trouble ? 'Flink is not asked: ' + view.job.trouble + '.' : 'Everything that was reported has come to an end.') + about);
  }
}

function outWords(region) {
  const since = region.outSince ? ' for ' + span(view.now - region.outSince) : '';
  return `${region.name}${since}: ${region.outReason ?? 'its store does not answer'}`;
}

function showRegions() {
  for (const node of document.querySelectorAll('th.stage')) node.hidden = !view.stage;
  if (samples.length > 1) text($('span'), '(' + span(samples[samples.length - 1][0] - samples[0][0]) + ')');
  list($('regions'), view.regions, region => region.name, createRegion, updateRegion);
}

function createRegion(region) {
  const row = element('tr', '');
  row.parts = {name: element('th', '', region.name), state: element('td', 'why'), pending: element('td', 'n'),
    picture: element('td', ''), ended: element('td', 'n'), flight: element('td', 'n')};
  row.parts.name.scope = 'row';
  row.chart = chart();
  row.parts.picture.append(row.chart);
  row.append(...Object.values(row.parts));
  if (view.stage) {
    row.wrong = element('td', 'n');
    row.change = changing('Take down', null, () => change('region', {name: region.name, down: !row.item.down}));
    row.append(row.wrong, element('td', '', row.change));
  }
  return row;
}

function updateRegion(row, region) {
  const out = isOut(region);
  text(row.parts.state, out ? (region.breaker === 'probing' ? 'out, being probed' : 'out') + (region.outSince ? ' for ' + span(view.now - region.outSince) + ': ' + region.outReason : '') : region.down ? 'down, not noticed yet' : region.behindSince ? 'behind for ' + span(view.now - region.behindSince) : 'well');
  row.parts.state.className = 'why ' + (out ? 'bad' : region.down || region.behindSince ? 'busy' : 'calm');
  text(row.parts.pending, isUnknown(region) ? '–' : count(region.pending));
  text(row.parts.ended, rate(region.perSecond));
  text(row.parts.flight, region.limit === undefined ? '–' : count(region.inFlight) + ' of ' + count(region.limit));
  draw(row.chart, region.name, samples.map(s => [s[0], s[1][region.name] ?? 0, s[3][region.name] ?? 0]));
  if (row.change) {
    text(row.wrong, count(region.divergent));
    row.change.relabel((region.down ? 'Bring back ' : 'Take down ') + region.name);
  }
}

function showGroups() {
  // A target that is out or behind as a whole says so once, not for each of its repairs.
  const whole = view.regions.filter(r => r.outSince || r.behindSince).map(r => ({
    number: 'whole ' + r.name, target: r.name, state: 'parked', count: r.parked, since: r.outSince ?? r.behindSince,
    reason: r.outSince ? `the region is out: ${r.outReason}` : 'the region is behind: more is due than it takes', scope: ''}));
  const all = [...whole, ...view.groups].sort((a, b) => a.since - b.since);
  $('no-groups').hidden = all.length > 0;
  list($('groups'), all, group => group.number, createGroup, (node, group) => {
    text(node.count, group.count === undefined ? '–' : count(group.count));
    text(node.about, `${group.target}`);
    text(node.state, `${group.state} ${span(view.now - group.since)}`);
    text(node.why, group.reason || 'waiting for its time');
  });
}

function createGroup(group) {
  const node = element('li', '');
  node.count = element('span', 'n');
  node.about = element('span', '');
  node.state = element('span', 'quiet');
  node.why = element('span', 'why');
  const row = typeof group.number === 'number'
    ? button('', () => openGroup(node.item, row), 'row') : element('div', 'row');
  row.append(node.count, node.about, node.state, node.why);
  node.append(row);
  return node;
}

function showLetters() {
  const byReason = new Map();
  for (const one of view.letters) {
    const entry = byReason.get(one.reason) ?? {reason: one.reason, count: 0, targets: []};
    entry.count += one.count;
    entry.targets.push(`${one.target || 'unreadable'} ${count(one.count)}`);
    byReason.set(one.reason, entry);
  }
  const all = [...byReason.values()].sort((a, b) => b.count - a.count);
  text($('letters-count'), all.length ? count(all.reduce((sum, one) => sum + one.count, 0)) : '');
  $('no-letters').hidden = all.length > 0;
  list($('letters'), all, one => one.reason, one => {
    const node = element('li', '');
    node.count = element('span', 'n');
    node.why = element('span', 'why');
    const row = button('', () => openLetters(node.item.reason, row), 'row');
    row.append(node.count, node.why);
    node.append(row);
    return node;
  }, (node, one) => {
    text(node.count, count(one.count));
    text(node.why, one.reason + '  ' + one.targets.join(', '));
  });
}

function showScopes() {
  const said = view.scopes;
  text($('revision'), said.revision === undefined ? '' : 'revision ' + said.revision);
  text($('scopes-trouble'), said.trouble ?? '');
  list($('scopes'), said.scopes, scope => scope.name, scope => {
    const node = element('li', '');
    node.action = element('span', '');
    node.append(element('div', 'row', node.about = element('span', ''), node.action));
    node.change = changing('Pause', 'Sure?', () => change('scope', {name: scope.name, action: node.item.action === 'pause' ? 'resume' : 'pause'}));
    node.append(node.change);
    return node;
  }, (node, scope) => {
    text(node.about, scope.name + (scope.pending === undefined ? '' : `, ${count(scope.pending)} pending`) + (scope.maxWritesPerSecond ? `, ${count(scope.maxWritesPerSecond)}/s` : ''));
    text(node.action, scope.action);
    node.action.className = scope.action === 'pause' ? 'busy' : '';
    node.change.relabel((scope.action === 'pause' ? 'Resume ' : 'Pause ') + scope.name);
    node.change.hidden = !said.changeable || said.trouble !== undefined || !['pause', 'repair'].includes(scope.action);
  });
}

function showWork(work) {
  if (!work.number) return;
  const done = work.running ? 'being done…' : work.code === 0 ? 'done' : 'failed: ' + work.said.join(' ');
  text($('work'), `${work.what}: ${done}`);
  $('work').className = work.running ? 'busy' : work.code === 0 ? 'calm' : 'bad';
  if (!work.running && workShown !== work.number) {
    workShown = work.number;
    document.dispatchEvent(new CustomEvent('work-done', {detail: work}));
  }
}

function showReading() {
  const {outcomes, letters, repairsKnown} = view.reading;
  const unreadable = outcomes.unreadable + letters.unreadable;
  text($('reading'), `${count(repairsKnown)} repairs known` + (outcomes.caughtUp ? '' : ', still reading')
    + (unreadable ? `, ${count(unreadable)} records of the topics cannot be read` : '')
    + (letters.trouble ? `, dead letters: ${letters.trouble}` : '')
    + (view.job.trouble ? `, Flink: ${view.job.trouble}` : '')
    + (view.job.checkpointAt ? `, checkpoint ${span(view.now - view.job.checkpointAt)} ago` : ''));
}

// ---- details --------------------------------------------------------------

function open(title, from, ...content) {
  opener = from ?? opener;
  text($('detail-title'), title);
  $('detail-body').replaceChildren(...content);
  $('detail').hidden = false;
  $('detail-title').focus();
  lock();
}

function close() {
  $('detail').hidden = true;
  opener?.focus();
  opener = null;
}

async function opened(title, from, load) {
  open(title, from, element('p', 'quiet', 'Asking…'));
  try {
    const content = await load(now => { title = now; });
    open(title, from, ...content);
  } catch (failed) {
    open(title, from, element('p', 'bad', failed.message));
  }
}

const named = subject => subject.id === undefined ? `${subject.type} ${subject.source} ${subject.target}` : `${subject.type} ${subject.id}`;

function subjectRow(subject, more) {
  const row = button('', () => openEdge(subject), 'row');
  row.append(element('span', 'quiet', more ?? ''), element('span', 'why mono', named(subject)));
  return element('li', '', row);
}

function openGroup(group, from) {
  opened(`${count(group.count)} repairs ${group.state} at ${group.target}`, from, async () => {
    const rows = await ask('group?number=' + group.number);
    const items = element('ul', 'rows');
    for (const row of rows) if (row.subject) items.append(subjectRow(row.subject, span(view.now - row.since)));
    return [element('p', '', group.reason || 'waiting for its time'), element('p', 'quiet', group.scope ? 'scope ' + group.scope : ''),
      element('h3', '', rows.length < group.count ? `the oldest ${rows.length}` : 'all of them'), items];
  });
}

function fieldsOf(object, ...without) {
  const made = element('dl', '');
  for (const [name, value] of Object.entries(object)) {
    if (without.includes(name)) continue;
    const words = Array.isArray(value) ? value.join('; ') : value !== null && typeof value === 'object'
      ? Object.entries(value).map(([key, one]) => `${key} ${one}`).join(', ') : value;
    if (words !== '') made.append(element('dt', '', name), element('dd', '', words));
  }
  return made;
}

function explanation(said) {
  const how = {whole: 'calm', half: 'busy', lost: 'bad'}[said.verdict] ?? 'quiet';
  const parts = [element('p', how, `${said.verdict}: ${said.meaning}`)];
  for (const repair of said.repairs) {
    const ended = !('ends' in repair);
    parts.push(element('div', 'repair', element('p', '', `${repair.target}: `, element('strong', ended ? '' : 'busy', repair.state), ` in ${repair.namespace}`,
      repair.reason ? `, ${repair.reason}` : '', repair.targetParked ? `; its target is out ${repair.targetParked}` : ''), fieldsOf(repair, 'target', 'state', 'namespace', 'reason', 'targetParked')));
  }
  for (const one of said.parkedTargets) parts.push(element('p', 'bad', `target parked as a whole, repairs wait there unseen: ${one}`));
  for (const one of said.behindTargets) parts.push(element('p', 'busy', `target behind, repairs wait there unseen for their turn: ${one}`));
  return parts;
}

function openEdge(subject, from) {
  opened(named(subject), from, async () => explanation(await ask('edge?' + new URLSearchParams(subject))));
}

function openLetters(reason, from) {
  opened(reason, from, async () => {
    const rows = await ask('letters?reason=' + encodeURIComponent(reason));
    const items = element('ul', 'rows');
    for (const letter of rows) {
      const row = button('', () => openLetter(letter.id), 'row');
      row.append(element('span', 'quiet', span(view.now - Date.parse(letter.deadAt))), element('span', 'why', element('span', 'mono', letter.about ?? letter.id), element('br'), `${letter.target} ${letter.message}`));
      items.append(element('li', '', row));
    }
    return [redriving({reason}, 'all of this reason'), element('h3', '', 'the newest'), items];
  });
}

function openLetter(id, from) {
  opened('Dead letter', from, async () => {
    const letter = await ask('letter?id=' + encodeURIComponent(id));
    const shown = element('div', '', fieldsOf(letter));
    const reveal = changing('Reveal the record', 'Reveal? This is logged.', async () => {
      try {
        const all = await ask('reveal', {id});
        shown.replaceChildren(fieldsOf(all, 'record'), element('pre', '', all.record ?? 'left out for its size'));
      } catch (failed) { shown.append(element('p', 'bad', failed.message)); }
    });
    return [shown, element('div', 'acts', reveal), redriving({id}, 'this one')];
  });
}

/** First what would be done, then the button that does it. */
function redriving(which, words) {
  const said = element('div', '');
  const sure = changing(`Redrive ${words}`, 'Redrive now?', () => run(false));
  sure.hidden = true;
  const run = async dryRun => {
    said.replaceChildren(element('p', 'quiet', dryRun ? 'Counting what would be redriven…' : 'Redriving…'));
    try {
      const {number} = await ask('redrive', {...which, dryRun});
      const done = event => {
        if (event.detail.number !== number) return;
        document.removeEventListener('work-done', done);
        const work = event.detail;
        const result = work.results[0];
        said.replaceChildren(...(result ? [element('p', '', (dryRun ? 'Would be redriven: ' : 'Redriven: ') + count(result.redriven.count)
          + (result.refused.count ? `; cannot go back: ${count(result.refused.count)} (${Object.keys(result.refusals).join(', ')})` : '')
          + (result.looping.count ? `; left alone, redriven too often: ${count(result.looping.count)}` : ''))] : []),
          ...work.said.map(line => element('p', work.code === 0 ? 'quiet' : 'bad', line)));
        sure.hidden = !dryRun || work.code !== 0 || !result || result.redriven.count === 0;
      };
      document.addEventListener('work-done', done);
      look();
    } catch (failed) { said.replaceChildren(element('p', 'bad', failed.message)); }
  };
  const rehearse = changing(`Rehearse a redrive of ${words}`, null, () => run(true));
  return element('div', '', element('div', 'acts', rehearse, sure), said);
}

async function search(query) {
  opened('Edges like ' + query, $('query'), async rename => {
    const said = await ask('search?q=' + encodeURIComponent(query));
    if (said.explanation) { rename(named(said.found[0])); return explanation(said.explanation); }
    if (!said.found.length) return [element('p', '', 'Nothing is known of such an edge: no failure of it was reported, or that is long ago.'),
      element('p', 'quiet', 'Begin with the source or the target of an edge, or the id of a node; then type or the other end.')];
    const items = element('ul', 'rows');
    for (const subject of said.found) items.append(subjectRow(subject, subject.graph));
    return [element('p', 'quiet', said.more ? `the first ${said.found.length}; more words find fewer` : ''), items];
  });
}

// ---- keys -------------------------------------------------------------------

function step(by) {
  const within = $('detail').hidden ? document : $('detail');
  const rows = [...within.querySelectorAll('button.row')];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))].focus();
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && !$('detail').hidden) { close(); return; }
  if (event.target instanceof HTMLInputElement) return;
  if (event.key === '/') { event.preventDefault(); $('query').focus(); $('query').select(); }
  if (event.key === 'j') step(1);
  if (event.key === 'k') step(-1);
});
$('search').addEventListener('submit', event => {
  event.preventDefault();
  const query = $('query').value.trim();
  if (query) search(query);
});
$('unlock').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(KEY, $('token').value.trim());
  $('token').value = '';
  lock();
  look();
});
$('close').addEventListener('click', close);
window.addEventListener('hashchange', () => { takeToken(); lock(); });

takeToken();
lock();
look();
setInterval(() => { if (!document.hidden) look(); }, EVERY_MILLIS);
document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });

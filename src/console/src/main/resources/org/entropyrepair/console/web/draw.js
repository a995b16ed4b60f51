// Elements, times, numbers and charts. Text is only ever set as text.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with a class and children, which are elements or texts. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.map(child => (child instanceof Node ? child : document.createTextNode(String(child)))));
  return made;
}

/** Sets a text where it has changed, so that what is selected or focused stays. */
export function text(node, value) {
  const now = String(value);
  if (node.textContent !== now) node.textContent = now;
}

/** A button. */
export function button(label, act, className) {
  const made = element('button', className, label);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

/** Makes the children of a list those of items, keeping elements of the same key. */
export function list(parent, items, keyOf, create, update) {
  const known = parent.known ?? (parent.known = new Map());
  const keys = items.map(keyOf);
  for (const [key, node] of known) {
    if (!keys.includes(key)) { node.remove(); known.delete(key); }
  }
  items.forEach((item, i) => {
    let node = known.get(keys[i]);
    if (!node) { node = create(item); known.set(keys[i], node); }
    node.item = item;
    update(node, item);
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
}

export const count = n => Math.round(n).toLocaleString('en');

export function rate(n) { return n >= 10 || n === 0 ? count(n) : n.toFixed(1); }

/** How long, in words. */
export function span(millis) {
  const s = Math.max(0, Math.round(millis / 1000));
  if (s < 120) return s + ' s';
  if (s < 7200) return Math.round(s / 60) + ' min';
  if (s < 172800) return Math.round(s / 3600) + ' h';
  return Math.round(s / 86400) + ' d';
}

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** An empty chart; draw() fills it. */
export function chart() {
  const made = svg('svg', {class: 'chart', viewBox: '0 0 300 30', preserveAspectRatio: 'none', role: 'img'});
  made.append(svg('path', {class: 'area'}), svg('path', {class: 'pending'}), svg('path', {class: 'divergent'}));
  return made;
}

/** Draws one region's samples [at, pending, divergent]. */
export function draw(into, name, samples) {
  if (samples.length === 0) { into.setAttribute('aria-label', name + ': nothing seen yet'); return; }
  const from = samples[0][0];
  const width = Math.max(1, samples[samples.length - 1][0] - from);
  const most = Math.max(1, ...samples.map(s => Math.max(s[1], s[2])));
  const line = which => samples.map(s =>
    (300 * (s[0] - from) / width).toFixed(1) + ' ' + (29 - 27 * s[which] / most).toFixed(1)).join('L');
  into.children[0].setAttribute('d', 'M0 30L' + line(1) + 'L300 30Z');
  into.children[1].setAttribute('d', 'M' + line(1));
  into.children[2].setAttribute('d', samples.some(s => s[2] > 0) ? 'M' + line(2) : '');
  const now = samples[samples.length - 1][1];
  const highest = Math.max(...samples.map(s => s[1]));
  into.setAttribute('aria-label', `${name}: ${count(now)} pending now, at most ${count(highest)} in ${span(width)}`);
}

// The list holds the rows that are in sight, and a few around them: thousands
// of findings cost no more than twenty.
const spare = 6;
const rows = new Map(); // by place in visible
let rowHeight = 0;

function row(place) {
  const i = visible[place];
  const f = findings[i];
  return h('div', {
    role: 'option', id: `row-${i}`, class: 'row', 'data-place': place, 'aria-selected': String(i === shown()),
    'aria-posinset': place + 1, 'aria-setsize': visible.length,
  },
  h('div', { class: 'row-head' },
    icon(f.severity), h('span', { class: 'hidden' }, `${f.severity} `), h('b', {}, f.rule),
    f.tier && f.tier !== 'definite' && h('span', { class: 'badge' }, f.tier),
    f.fixes && h('span', { class: 'badge fix' }, 'fix'),
    h('span', { class: 'row-package' }, shortPackage(f.package))),
  h('div', { class: 'row-message' }, f.message),
  h('div', { class: 'row-place' }, h('bdi', {}, `${data.files[f.at.file].name}:${f.at.line}`)));
}

function renderRows() {
  const list = $('list');
  if (visible.length === 0 || list.clientHeight === 0) return;
  if (rowHeight === 0) rowHeight = Number.parseFloat(getComputedStyle($('rows')).getPropertyValue('--row')) * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - spare);
  const last = Math.min(visible.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + spare);
  for (const [place, el] of rows) {
    if (place < first || place >= last) {
      el.remove();
      rows.delete(place);
    }
  }
  const selected = shown();
  for (let place = first; place < last; place++) {
    let el = rows.get(place);
    if (!el) {
      el = row(place);
      el.style.top = `${place * rowHeight}px`;
      rows.set(place, el);
      // The order of elements is what a screen reader goes by.
      const next = rows.get(place + 1) ?? null;
      $('rows').insertBefore(el, next);
    }
    el.setAttribute('aria-selected', String(visible[place] === selected));
  }
  const active = $(`row-${selected}`);
  if (active) list.setAttribute('aria-activedescendant', active.id);
  else list.removeAttribute('aria-activedescendant');
}

// renderList draws the list anew, after visible has changed.
function renderList() {
  rows.clear();
  rowHeight = 0;
  $('rows').replaceChildren();
  $('list').hidden = visible.length === 0;
  $('rows').style.height = `calc(var(--row) * ${visible.length})`;
  $('count').textContent = visible.length === findings.length
    ? plural(findings.length, 'finding') : `${visible.length} of ${plural(findings.length, 'finding')}`;
  $('clear').hidden = !filtered();
  renderEmpty();
  renderRows();
}

function renderEmpty() {
  const empty = $('empty');
  empty.hidden = visible.length > 0;
  empty.replaceChildren();
  if (visible.length > 0) return;
  if (findings.length > 0) {
    empty.append(h('p', { class: 'empty-title' }, 'No finding passes the filters'), button({ onclick: clearFilters }, 'Clear filters'));
  } else if (data.failures.length > 0) {
    empty.append(h('p', { class: 'empty-title' }, 'Nothing was found in what could be analysed'),
      h('p', {}, 'The rest is listed above.'));
  } else {
    empty.append(h('p', { class: 'empty-title' }, 'No findings'), h('p', {}, 'No task was found that stalls its pool.'));
  }
}

// reveal scrolls the list so that a finding is in sight.
function reveal(i) {
  const place = visible.indexOf(i);
  const list = $('list');
  if (place < 0 || rowHeight === 0) return;
  const top = place * rowHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
  renderRows();
}

const fewBars = 8; // shown of a chart until the reader asks for more
const expanded = new Set();
const severities = ['error', 'warning', 'info'];

// count returns for each value of a facet how many findings there are of each
// severity, among those that pass the other filters.
function count(key, wanted) {
  const counts = new Map([...known.get(key)].map((value) => [value, { total: 0 }]));
  for (let i = 0; i < findings.length; i++) {
    if (!passes(i, wanted, key)) continue;
    const of = counts.get(findings[i][key]);
    of.total++;
    of[findings[i].severity] = (of[findings[i].severity] ?? 0) + 1;
  }
  return counts;
}

// prefix returns what all packages begin with, up to a slash: it tells nothing.
function commonPrefix(names) {
  if (names.length === 0) return '';
  let prefix = names[0].slice(0, names[0].lastIndexOf('/') + 1);
  while (prefix && !names.every((name) => name.startsWith(prefix))) {
    prefix = prefix.slice(0, prefix.lastIndexOf('/', prefix.length - 2) + 1);
  }
  return prefix;
}
const packagePrefix = commonPrefix([...known.get('package')]);
const shortPackage = (name) => name.slice(packagePrefix.length) || name;

function bar(of, most) {
  let at = 0;
  const parts = severities.filter((s) => of[s]).map((s) => {
    const width = (of[s] / most) * 100;
    const rect = svg('rect', { class: s, x: at, y: 0, width, height: 6 });
    at += width;
    return rect;
  });
  return svg('svg', { class: 'bar', viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'track', x: 0, y: 0, width: 100, height: 6 }), parts);
}

function toggle(key, value) {
  const values = state.chosen.get(key);
  if (!values.delete(value)) values.add(value);
  filtersChanged();
}

function option(key, value, of, most) {
  const chosen = state.chosen.get(key).has(value);
  const parts = severities.filter((s) => of[s]).map((s) => plural(of[s], s)).join(', ');
  const name = key === 'package' ? shortPackage(value) : value;
  return h('li', {},
    button({
      class: `option${of.total === 0 ? ' none' : ''}`, 'aria-pressed': String(chosen), 'data-facet': key, 'data-value': value,
      'aria-label': `${value || 'without'}: ${plural(of.total, 'finding')}${parts && key !== 'severity' ? ` (${parts})` : ''}`,
      title: rules.get(value)?.title || value, onclick: () => toggle(key, value),
    },
    h('span', { class: 'name' }, key === 'severity' && icon(value), h('span', { class: 'text' }, name || '(none)')),
    h('span', { class: 'number' }, String(of.total)),
    bar(of, most)));
}

function facet({ key, title, order }, wanted) {
  const counts = count(key, wanted);
  const rank = (value) => (order?.indexOf(value) ?? -1) >>> 0; // what is not in order comes last
  const values = [...counts.keys()].sort((a, b) =>
    order ? rank(a) - rank(b) : counts.get(b).total - counts.get(a).total || (a < b ? -1 : 1));
  const most = Math.max(1, ...values.map((value) => counts.get(value).total));
  const chosen = state.chosen.get(key);
  const all = expanded.has(key) || values.length <= fewBars + 1;
  const some = all ? values : values.filter((value, i) => i < fewBars || chosen.has(value));
  return h('section', { class: 'facet', 'data-facet': key, 'aria-label': `Findings by ${title.toLowerCase()}` },
    h('h2', {}, title,
      chosen.size > 0 && button({ class: 'link', 'data-reset': key, 'aria-label': `Every ${title.toLowerCase()}`,
        onclick: () => { chosen.clear(); filtersChanged(); } }, 'All')),
    key === 'package' && packagePrefix && h('p', { class: 'prefix', title: packagePrefix }, h('bdi', {}, packagePrefix + '…')),
    h('ul', {}, some.map((value) => option(key, value, counts.get(value), most))),
    values.length > fewBars + 1 && button({ class: 'link', 'data-more': key,
      onclick: () => { if (!expanded.delete(key)) expanded.add(key); renderFacets(); } },
    all ? 'Show fewer' : `Show all ${values.length}`));
}

// renderFacets draws the charts. The button that has the focus keeps it.
function renderFacets() {
  const at = document.activeElement?.dataset ?? {};
  const { facet: key, value, more, reset } = at;
  const wanted = words();
  const scroll = $('facets').scrollTop;
  $('facets').replaceChildren(...facets.map((f) => facet(f, wanted)));
  $('facets').scrollTop = scroll;
  for (const el of $('facets').querySelectorAll('button')) {
    const d = el.dataset;
    if ((key && d.facet === key && d.value === value) || (more && d.more === more) || (reset && d.facet === reset)) {
      el.focus();
      break;
    }
  }
  const active = [...state.chosen.values()].reduce((n, values) => n + values.size, 0);
  $('filters').textContent = active ? `Filters (${active})` : 'Filters';
}

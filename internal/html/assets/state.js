const data = JSON.parse($('data').textContent);
const findings = data.findings;
const rules = new Map(data.rules.map((rule) => [rule.id, rule]));
const byID = new Map(findings.map((finding, i) => [finding.id, i]));

// What can be filtered by, and in which order its values come if not by number.
const facets = [
  { key: 'severity', title: 'Severity', order: ['error', 'warning', 'info'] },
  { key: 'tier', title: 'Tier', order: ['definite', 'probable', 'possible'] },
  { key: 'rule', title: 'Rule' },
  { key: 'package', title: 'Package' },
];
const known = new Map(facets.map(({ key }) => [key, new Set(findings.map((finding) => finding[key]))]));

// The state of the page. All of it is in the fragment of its address.
const state = {
  chosen: new Map(facets.map(({ key }) => [key, new Set()])), // by facet; an empty set is no filter
  query: '',
  finding: null, // index in findings
  step: 0,
  missing: false, // the address names a finding that is not in the report
};

let visible = []; // indices of the findings that pass the filters

const haystacks = new Array(findings.length);

// haystack is the text of a finding that the search looks at.
function haystack(i) {
  if (haystacks[i] === undefined) {
    const f = findings[i];
    const places = [f.at, ...f.steps.map((s) => s.at)].map((at) => `${data.files[at.file].name}:${at.line}`);
    haystacks[i] = [f.rule, f.package, f.message, f.severity, f.tier, ...f.steps.map((s) => s.func), ...places].join('\n').toLowerCase();
  }
  return haystacks[i];
}

// passes tells whether a finding passes all filters, or all but one.
function passes(i, words, except) {
  const f = findings[i];
  for (const [key, values] of state.chosen) {
    if (key !== except && values.size > 0 && !values.has(f[key])) return false;
  }
  return words.length === 0 || words.every((word) => haystack(i).includes(word));
}

const words = () => state.query.toLowerCase().split(/\s+/).filter(Boolean);

function applyFilters() {
  const wanted = words();
  visible = [];
  for (let i = 0; i < findings.length; i++) if (passes(i, wanted)) visible.push(i);
}

const filtered = () => state.query !== '' || [...state.chosen.values()].some((values) => values.size > 0);

// fragment is the state as it is written into the address.
function fragment({ finding = state.finding, step = state.step, filters = true } = {}) {
  const params = new URLSearchParams();
  if (filters) {
    for (const [key, values] of state.chosen) for (const value of values) params.append(key, value);
    if (state.query) params.set('q', state.query);
  }
  if (finding !== null) {
    params.set('finding', findings[finding].id);
    if (step > 0) params.set('step', step);
  }
  return '#' + params.toString().replaceAll('%2F', '/').replaceAll('%3A', ':');
}

function readFragment() {
  const params = new URLSearchParams(location.hash.slice(1));
  for (const [key, values] of state.chosen) {
    values.clear();
    // What the report does not have would hide all of it.
    for (const value of params.getAll(key)) if (known.get(key).has(value)) values.add(value);
  }
  state.query = params.get('q') ?? '';
  const id = params.get('finding');
  state.finding = byID.get(id) ?? null;
  state.missing = id !== null && state.finding === null;
  const last = state.finding === null ? 0 : findings[state.finding].steps.length - 1;
  state.step = Math.min(Math.max(0, Number.parseInt(params.get('step') ?? '0', 10) || 0), last);
}

// writeFragment keeps the address in step with the state. A new entry of the
// history is what the Back button returns from.
function writeFragment(entry = false) {
  const hash = fragment();
  if (hash === (location.hash || '#')) return;
  try {
    history[entry ? 'pushState' : 'replaceState'](null, '', hash);
  } catch {
    // Frames without an origin, and browsers that count calls, refuse.
  }
}

// shown is the finding to show: the chosen one, else the first if there is
// room for it.
const shown = () => state.finding ?? (narrow.matches || visible.length === 0 || state.missing ? null : visible[0]);

function render() {
  applyFilters();
  renderFacets();
  $('search').value = state.query;
  renderList();
  renderDetail();
  if (shown() !== null) reveal(shown());
}

function filtersChanged() {
  applyFilters();
  state.missing = false;
  if (state.finding !== null && !visible.includes(state.finding)) {
    state.finding = null;
    state.step = 0;
  }
  $('list').scrollTop = 0;
  renderFacets();
  renderList();
  if ($('detail').dataset.finding !== (findings[shown()]?.id ?? '')) {
    state.step = 0;
    renderDetail();
  }
  if (shown() !== null) reveal(shown());
  writeFragment();
}

function clearFilters() {
  for (const values of state.chosen.values()) values.clear();
  state.query = '';
  $('search').value = '';
  filtersChanged();
}

let pending = 0;
function search(query) {
  state.query = query.trim();
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(filtersChanged);
}

// choose shows a finding. Where it takes the place of the list, the Back button
// leads to the list again.
function choose(i, focus) {
  const leaves = narrow.matches && state.finding === null;
  state.finding = i;
  state.step = 0;
  state.missing = false;
  writeFragment(leaves);
  renderRows();
  renderDetail();
  reveal(i);
  if (focus) $('detail').focus();
}

function moveFinding(by) {
  if (visible.length === 0) return;
  const from = shown() === null ? -1 : visible.indexOf(shown());
  // The first finding is shown before anyone chose it.
  const to = from < 0 ? 0 : Math.min(Math.max(0, from + by), visible.length - 1);
  choose(visible[to], narrow.matches);
}

function goStep(to) {
  const i = shown();
  if (i === null || to < 0 || to >= findings[i].steps.length) return;
  state.finding = i;
  state.step = to;
  writeFragment();
  markStep(true);
}

function backToList() {
  const was = state.finding;
  state.finding = null;
  state.step = 0;
  state.missing = false;
  writeFragment();
  renderDetail();
  rowHeight = 0;
  renderRows();
  if (was !== null) reveal(was);
  $('list').focus();
}

const showList = () => { if (narrow.matches && document.body.dataset.view === 'detail') backToList(); };

function showFilters(on) {
  document.body.classList.toggle('filtering', on);
  $('filters').setAttribute('aria-expanded', String(on));
  if (on) $('facets').querySelector('button')?.focus();
}

const dark = () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
const showTheme = () => $('theme').setAttribute('aria-pressed', String(dark()));

function toggleTheme() {
  const theme = dark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('parvet-theme', theme);
  } catch {
    // The choice lasts as long as the page.
  }
  showTheme();
}

function showProblems() {
  const { failures, warnings, notes } = data;
  if (failures.length + warnings.length + notes.length === 0) return;
  const list = (kind, name, items) => items.length > 0 && h('details', { class: kind, open: kind === 'failures' && items.length < 4 },
    h('summary', {}, name), h('ul', {}, items.map((item) => h('li', {}, item))));
  set($('problems'), {}, [
    list('failures', `${plural(failures.length, 'failure')}: not everything could be analysed`, failures.map((f) => [
      f.package && h('b', {}, f.package, f.testsOnly && ' (its tests)'), h('pre', {}, f.message)])),
    list('warnings', plural(warnings.length, 'warning'), warnings.map((text) => h('pre', {}, text))),
    list('notes', plural(notes.length, 'note') + ' of the go command', notes.map((text) => h('pre', {}, text)))]);
  $('problems').hidden = false;
}

$('list').addEventListener('scroll', () => requestAnimationFrame(renderRows), { passive: true });
$('list').addEventListener('click', (event) => {
  const el = event.target.closest('[data-place]');
  if (el) choose(visible[Number(el.dataset.place)], narrow.matches);
});
$('detail').addEventListener('click', (event) => {
  const el = event.target.closest('[data-rule]');
  if (el) openRule(el.dataset.rule);
});
$('search').addEventListener('input', () => search($('search').value));
$('clear').addEventListener('click', () => { clearFilters(); $('search').focus(); });
$('skip').addEventListener('click', () => { showList(); $('list').focus(); });
$('filters').addEventListener('click', () => showFilters(!document.body.classList.contains('filtering')));
$('theme').addEventListener('click', toggleTheme);
$('keys').addEventListener('click', () => $('help').showModal());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
narrow.addEventListener('change', render);
addEventListener('resize', () => { rowHeight = 0; renderRows(); });
addEventListener('hashchange', () => { readFragment(); render(); });
addEventListener('popstate', () => { readFragment(); render(); });

$('panes').hidden = false;
showTheme();
showProblems();
readFragment();
render();

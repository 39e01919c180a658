const typing = (el) => el instanceof HTMLInputElement;

function escape(event) {
  if (typing(event.target)) {
    if (state.query) {
      $('search').value = '';
      search('');
    } else $('list').focus();
    event.preventDefault();
  } else if (document.body.classList.contains('filtering')) {
    showFilters(false);
    $('filters').focus();
  } else if (narrow.matches && document.body.dataset.view === 'detail') backToList();
  else $('list').focus();
}

const keys = {
  j: () => moveFinding(1),
  k: () => moveFinding(-1),
  n: () => goStep(state.step + 1),
  p: () => goStep(state.step - 1),
  '/': () => { showList(); $('search').focus(); $('search').select(); },
  '?': () => $('help').showModal(),
  r: () => { if (shown() !== null) openRule(findings[shown()].rule); },
  f: () => showFilters(!document.body.classList.contains('filtering')),
  x: clearFilters,
  t: toggleTheme,
};

// In the list, and where nothing has the focus, arrows move through findings;
// elsewhere they scroll.
const listKeys = {
  ArrowDown: () => moveFinding(1),
  ArrowUp: () => moveFinding(-1),
  Home: () => moveFinding(-Infinity),
  End: () => moveFinding(Infinity),
  PageDown: () => moveFinding(10),
  PageUp: () => moveFinding(-10),
};

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector('dialog[open]')) return; // which knows Escape itself
  if (event.key === 'Escape') return escape(event);
  if (typing(event.target)) {
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      $('list').focus();
      event.preventDefault();
    }
    return;
  }
  const inList = event.target === $('list') || event.target === document.body;
  const act = keys[event.key] ?? (inList ? listKeys[event.key] : undefined);
  if (act) {
    act();
    event.preventDefault();
  } else if (event.key === 'Enter' && event.target === $('list') && shown() !== null) {
    choose(shown(), true);
    event.preventDefault();
  }
});

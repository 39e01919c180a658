const edges = {
  static: 'is named in the call',
  closure: 'is a function literal, called where it is visible',
  param: 'was passed as an argument',
  field: 'is stored in a field or a variable; at run time another function may be there',
  interface: 'is a method of an interface; at run time another type may be in it',
};

function where(at) {
  const file = data.files[at.file];
  return h('span', { class: 'where' }, h('bdi', {}, `${file.name}:${at.line}`),
    file.origin && h('span', { class: 'badge' }, file.origin), at.func && h('span', { class: 'in' }, ` in ${at.func}`));
}

// title says what a step is.
function title(step) {
  switch (step.kind) {
    case 'task': return [`task ${step.way} `, h('b', {}, step.func)];
    case 'call': return ['calls ', h('b', {}, step.func)];
    case 'operation': return ['operation: ', h('b', {}, step.func)];
    case 'gap': return [h('b', {}, step.func), ' calls, which are left out'];
    default: return ['reported here'];
  }
}

const edgeBadge = (step) => step.edge && step.kind !== 'gap' && h('span', {
  class: `badge edge ${step.dynamic ? 'dynamic' : 'static'}`, title: `The callee ${edges[step.edge] ?? ''}`,
}, step.edge, step.dynamic && ' (dynamic)');

function card(finding, index, current) {
  const step = finding.steps[index];
  return h('li', { class: `step ${step.kind}${step.dynamic ? ' dynamic' : ''}`, id: `step-${index}`, 'aria-current': current && 'step' },
    h('h3', { onclick: () => goStep(index) }, h('span', { class: 'dot' }, String(index + 1)), h('span', {}, title(step)), edgeBadge(step)),
    step.kind !== 'gap' && where(step.at),
    step.kind !== 'gap' && excerpt(finding, index));
}

const shortFunc = (name) => name.slice(name.lastIndexOf('/') + 1);

// route is the path at a glance: a button for each step.
function route(finding) {
  if (finding.steps.length < 2) return null;
  return h('nav', { class: 'route', 'aria-label': 'Path' },
    button({ id: 'step-back', 'aria-label': 'Previous step', title: 'Previous step (p)', onclick: () => goStep(state.step - 1) }, '‹'),
    h('ol', {}, finding.steps.map((step, i) => h('li', { class: `${step.kind}${step.dynamic ? ' dynamic' : ''}` },
      button({ 'data-step': i, onclick: () => goStep(i), 'aria-label': `Step ${i + 1}: ${step.func}${step.dynamic ? ', dynamic' : ''}` },
        h('span', { class: 'dot' }, String(i + 1)), h('span', { class: 'text' }, shortFunc(step.func)))))),
    button({ id: 'step-on', 'aria-label': 'Next step', title: 'Next step (n)', onclick: () => goStep(state.step + 1) }, '›'),
    h('span', { id: 'step-status', class: 'hidden', role: 'status' }));
}

function diff(text) {
  return h('pre', { class: 'code diff', tabindex: '0' }, text.replace(/\n$/, '').split('\n').map((line) => {
    const kind = line.startsWith('+++') || line.startsWith('---') ? 'file' : { '+': 'plus', '-': 'minus', '@': 'hunk' }[line[0]] ?? '';
    return h('div', { class: `line ${kind}` }, line || ' ');
  }));
}

function fixes(finding) {
  if (!finding.fixes) return null;
  return h('section', { class: 'fixes', 'aria-label': 'Fixes' }, finding.fixes.map((fix, i) => h('div', {},
    h('h3', {}, i === 0 ? 'Fix: ' : 'Or: ', fix.message, i === 0 && h('span', { class: 'in' }, ' (parvet -fix)')),
    fix.problem && h('p', { class: 'note' }, fix.problem), fix.diff && diff(fix.diff))));
}

function others(finding) {
  const also = finding.also ?? [];
  return [
    finding.more > 0 && h('p', { class: 'note' }, `Stands for ${plural(finding.more, 'other')} of the same kind on the same line.`),
    also.length > 0 && h('div', { class: 'also' }, h('h3', {}, 'The same operation is reached by'),
      h('ul', {}, also.map((task) => h('li', {}, `task ${task.way} `, h('b', {}, task.func), ' at ', where(task.at))))),
  ];
}

function headline(finding, tag = 'h2') {
  const rule = rules.get(finding.rule);
  return [
    h('div', { class: 'badges' },
      h('span', { class: `badge ${finding.severity}` }, icon(finding.severity), finding.severity || 'no severity'),
      rule?.page ? button({ class: 'badge rule', 'data-rule': rule.id, 'aria-haspopup': 'dialog', title: `${rule.title} (r)` }, finding.rule, ' rule')
        : h('span', { class: 'badge' }, finding.rule),
      finding.tier && h('span', { class: 'badge' }, finding.tier),
      (rule?.cwe ?? []).map((n) => h('a', { class: 'badge', href: `https://cwe.mitre.org/data/definitions/${n}.html`, target: '_blank', rel: 'noopener noreferrer' }, `CWE-${n}`))),
    h(tag, { class: 'message' }, finding.message),
    h('p', { class: 'place' }, where(finding.at), h('span', { class: 'in' }, ` · package ${finding.package}`)),
  ];
}

function renderDetail() {
  const detail = $('detail');
  const i = shown();
  document.body.dataset.view = i === null && !state.missing ? 'list' : 'detail';
  if (i === null) {
    detail.replaceChildren(...(state.missing ? [h('p', { class: 'note' }, 'The finding that this address names is not in this report: it may have been mended.'), backButton()] : []));
    detail.dataset.finding = '';
    return;
  }
  const f = findings[i];
  const place = visible.indexOf(i);
  detail.dataset.finding = f.id;
  detail.scrollTop = 0;
  detail.replaceChildren(
    h('div', { class: 'detail-bar' }, backButton(),
      button({ id: 'finding-back', disabled: place <= 0, title: 'Previous finding (k)', onclick: () => moveFinding(-1) }, '‹ Previous'),
      button({ id: 'finding-on', disabled: place < 0 || place >= visible.length - 1, title: 'Next finding (j)', onclick: () => moveFinding(1) }, 'Next ›'),
      h('a', { class: 'link', id: 'share', href: fragment({ finding: i, step: 0, filters: false }), title: 'Copy the address of this link to share the finding' }, 'Link to this finding')),
    h('header', {}, headline(f)),
    ...[route(f), h('ol', { class: 'path' }, f.steps.map((_, at) => card(f, at, at === state.step))), others(f), fixes(f)].flat().filter(Boolean));
  markStep(false);
}

const backButton = () => button({ id: 'back', onclick: backToList }, '‹ All findings');

// markStep shows which step is the current one.
function markStep(scroll) {
  const i = shown();
  if (i === null) return;
  const f = findings[i];
  f.steps.forEach((_, at) => {
    const el = $(`step-${at}`);
    if (at === state.step) el.setAttribute('aria-current', 'step');
    else el.removeAttribute('aria-current');
  });
  for (const el of document.querySelectorAll('.route [data-step]')) {
    if (Number(el.dataset.step) === state.step) {
      el.setAttribute('aria-current', 'step');
      if (scroll) el.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else el.removeAttribute('aria-current');
  }
  if ($('step-back')) {
    $('step-back').disabled = state.step === 0;
    $('step-on').disabled = state.step === f.steps.length - 1;
    $('step-status').textContent = scroll ? `Step ${state.step + 1} of ${f.steps.length}: ${f.steps[state.step].func}` : '';
  }
  if (scroll) $(`step-${state.step}`).scrollIntoView({ block: 'nearest' });
}

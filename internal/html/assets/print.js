// On paper all findings that pass the filters are shown, with their paths. The
// source of very many would be a book that nobody ordered.
const mostPrinted = 300;

function fillPrint() {
  const all = visible.length > mostPrinted;
  $('print').replaceChildren(
    h('p', { class: 'note' }, $('count').textContent, all && `; source is printed for up to ${mostPrinted}: filter for fewer`),
    ...visible.map((i) => {
      const f = findings[i];
      return h('article', {}, headline(f),
        all ? h('ol', {}, f.steps.map((step) => h('li', {}, title(step), ' at ', where(step.at))))
          : [h('ol', { class: 'path' }, f.steps.map((_, at) => card(f, at, false))), others(f), fixes(f)]);
    }));
  for (const el of $('print').querySelectorAll('[id]')) el.removeAttribute('id');
}

addEventListener('beforeprint', fillPrint);
addEventListener('afterprint', () => $('print').replaceChildren());

// Dialogs: the page of a rule, and the help.

function openRule(id) {
  const rule = rules.get(id);
  const page = $(`page-${id}`);
  if (!rule || !page) return;
  const content = page.content.cloneNode(true);
  content.querySelector('h2')?.remove(); // the name of the rule, which is the title of the panel
  $('panel-title').textContent = rule.id;
  $('panel-body').replaceChildren(
    h('p', { class: 'lead' }, rule.title, rule.url && [' · ', h('a', { href: rule.url, target: '_blank', rel: 'noopener noreferrer' }, 'on the web')]),
    content);
  if (!$('panel').open) $('panel').showModal();
  $('panel-body').scrollTop = 0;
  $('panel-body').focus();
}

// Links from one page to another stay in the panel, if the page is here.
$('panel-body').addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  const rule = link && data.rules.find((r) => r.page && r.url && r.url === link.href);
  if (!rule || link.closest('.lead')) return;
  event.preventDefault();
  openRule(rule.id);
});

for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', (event) => {
    // What is clicked outside of a dialog is its backdrop, and so itself.
    if (event.target === dialog || event.target.closest('[data-close]')) dialog.close();
  });
}

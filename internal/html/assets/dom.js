const $ = (id) => document.getElementById(id);

// set gives an element its attributes, listeners (onclick and the like) and
// children. Text becomes text, whatever it contains.
function set(el, props, kids) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) el.addEventListener(key.slice(2), value);
    else el.setAttribute(key, value === true ? '' : value);
  }
  el.append(...kids.flat(Infinity).filter((kid) => kid !== null && kid !== undefined && kid !== false && kid !== ''));
  return el;
}

const h = (tag, props, ...kids) => set(document.createElement(tag), props, kids);
const svg = (tag, props, ...kids) => set(document.createElementNS('http://www.w3.org/2000/svg', tag), props, kids);
const button = (props, ...kids) => h('button', { type: 'button', ...props }, ...kids);

const plural = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`;

// The severities differ in shape as well, not in colour only.
const shapes = {
  error: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  warning: 'M8 1.5 15.5 15H.5z',
  info: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z',
};

const icon = (severity) =>
  svg('svg', { class: `icon ${severity}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('path', { d: shapes[severity] ?? shapes.info }));

// Below this width there is room for the list or for a finding.
const narrow = matchMedia('(max-width: 60rem)');

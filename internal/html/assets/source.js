const around = 4; // lines shown before and after a step
const kinds = [null, 'keyword', 'literal', 'comment'];

const indexed = new Map(); // lines of files by number

function linesOf(index) {
  if (!indexed.has(index)) {
    const lines = new Map();
    for (const part of data.files[index].parts ?? []) part.lines.forEach((line, i) => lines.set(part.first + i, line));
    indexed.set(index, lines);
  }
  return indexed.get(index);
}

// pieces splits a line where tokens and marks begin and end.
function pieces([text, ...tokens], marks) {
  const cuts = new Set([0, text.length]);
  const colours = [];
  for (let i = 0; i < tokens.length; i += 3) {
    const [from, to, kind] = tokens.slice(i, i + 3);
    colours.push({ from, to, kind });
    cuts.add(from).add(to);
  }
  for (const mark of marks) cuts.add(mark.from).add(mark.to);
  const at = [...cuts].filter((cut) => cut <= text.length).sort((a, b) => a - b);
  const out = [];
  for (let i = 0; i + 1 < at.length; i++) {
    const [from, to] = [at[i], at[i + 1]];
    const within = (span) => span.from <= from && to <= span.to;
    // Of marks in one place, that of the current step is seen.
    const mark = marks.find((m) => m.current && within(m)) ?? marks.find(within);
    out.push({ text: text.slice(from, to), kind: kinds[colours.find(within)?.kind ?? 0], mark });
  }
  return out;
}

function codeLine(number, line, marks) {
  const parts = [];
  let open = null;
  let into = null;
  for (const piece of pieces(line, marks)) {
    if (piece.mark !== open) {
      open = piece.mark;
      into = open ? h('mark', { class: open.current ? 'current' : 'other', title: `step ${open.step + 1}` }) : null;
      if (into) parts.push(into);
    }
    const node = piece.kind ? h('span', { class: piece.kind }, piece.text) : piece.text;
    if (into) into.append(node);
    else parts.push(node);
  }
  const steps = [...new Set(marks.map((mark) => mark.step))];
  const now = marks.find((mark) => mark.current)?.step;
  // There is room for two numbers.
  const numbers = steps.length > 2 ? [`${steps[0] + 1}–${steps.at(-1) + 1}`] : steps.map((step) => String(step + 1));
  return h('div', { class: `line${now === undefined ? '' : ' here'}` },
    h('span', { class: 'steps', 'aria-hidden': 'true' }, numbers.map((text, i) =>
      h('i', { class: (steps.length > 2 ? now !== undefined : steps[i] === now) && 'now' }, text))),
    h('span', { class: 'gutter', 'data-number': number }),
    h('code', {}, parts));
}

// excerpt shows the source around a step, with the other steps that are in it.
function excerpt(finding, index) {
  const { at } = finding.steps[index];
  const file = data.files[at.file];
  const lines = linesOf(at.file);
  if (!lines.has(at.line)) return h('p', { class: 'note' }, file.problem ?? 'There is no source for this step.');
  const marks = new Map();
  finding.steps.forEach((step, i) => {
    if (step.at.file !== at.file || step.kind === 'gap') return;
    if (!marks.has(step.at.line)) marks.set(step.at.line, []);
    marks.get(step.at.line).push({ from: step.at.from, to: step.at.to, step: i, current: i === index });
  });
  const out = [];
  const add = (number) => out.push(codeLine(number, lines.get(number), marks.get(number) ?? []));
  const first = at.line - around;
  if (at.head && at.head < first && lines.has(at.head)) {
    add(at.head);
    if (at.head < first - 1) out.push(h('div', { class: 'line skipped', 'aria-label': 'lines left out' }, '⋯'));
  }
  for (let number = first; number <= at.line + around; number++) if (lines.has(number)) add(number);
  return h('pre', { class: 'code', tabindex: '0', 'aria-label': `${file.name}, around line ${at.line}` }, out);
}

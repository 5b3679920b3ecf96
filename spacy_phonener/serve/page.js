// All data goes to the page as text (strings that `append` takes), never as markup.

const $ = id => document.getElementById(id);
let about, answer, question, boxes = [];

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function say(text, isWrong = false) {
  $("status").textContent = text;
  $("status").classList.toggle("wrong", isWrong);
}

async function request(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Error("The server does not answer: is it still running?");
  }
  const found = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(found.error || `The server failed (${response.status}): its terminal says why.`);
  return found;
}

// ---- The form ----

const languageName = code => about.languages.find(lang => lang.code === code)?.name || code;

function setUp() {
  $("pipelines").textContent = about.pipelines.map(pipeline => pipeline.name).join(" and ");
  const first = about.identifies ? "identified, line by line" : "the pipeline's";
  $("lang").append(new Option(first, ""));
  for (const { code, name } of about.languages) $("lang").append(new Option(`${name} (${code})`, code));
  for (const example of about.examples) {
    const button = make("button", { type: "button", title: languageName(example.lang) }, example.script);
    button.addEventListener("click", () => {
      $("text").value = example.text;
      // Who can identify languages need not be told.
      $("lang").value = about.identifies ? "" : example.lang;
      find();
    });
    $("examples").append(button);
  }
  if (about.n_names) {
    $("given").hidden = false;
    $("given").textContent = `${about.n_names.toLocaleString("en")} names of the command line are looked for, and these:`;
  }
  const floors = about.pipelines.filter(({ threshold }) => threshold > 0);
  $("floor").hidden = !floors.length;
  $("floor").textContent = floors.map(({ name, threshold }) => `${name} itself leaves out what is below ${threshold}.`).join(" ");
}

async function loadFile() {
  const [file] = $("file").files;
  // A character has four bytes at most.
  const isTooLarge = file.size > 4 * about.max_name_chars;
  if (!isTooLarge) $("names").value = await file.text();
  say(file.name + (isTooLarge ? " is too large." : " is loaded."), isTooLarge);
  // The same one may be loaded again, when it has changed.
  $("file").value = "";
}

async function find() {
  if ($("find").disabled) return;
  $("find").disabled = true;
  say("Reading …");
  question = { text: $("text").value, lang: $("lang").value || null, names: $("names").value };
  try {
    answer = await request("analyze", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question),
    });
    say("");
    $("answer").hidden = false;
    drawLines();
    markEntities();
  } catch (error) {
    $("answer").hidden = true;
    say(error.message, true);
  }
  $("find").disabled = false;
}

// ---- Lines ----

function drawLines() {
  boxes = [];
  const all = answer.pipelines;
  $("lines").className = all.length > 1 ? "two" : "";
  $("lines").replaceChildren(...all[0].lines.flatMap((line, i) => {
    if (!line.text.trim()) return [];
    return make("article", {}, make("h2", {}, sayLanguage(line)), ...all.map((pipeline, p) => drawLine(pipeline, i, p)));
  }));
  drawLegend();
}

function sayLanguage(line) {
  if (line.error) return "Not read";
  if (line.identified) return `${languageName(line.lang)}, identified (${line.lang_score.toFixed(2)})`;
  const kept = line.lang ? languageName(line.lang) : "No language: each script by its default language";
  return question.lang || line.lang_score === null ? kept : `${kept} (not sure which: ${line.lang_score.toFixed(2)})`;
}

function drawLine(pipeline, i, p) {
  const line = pipeline.lines[i];
  const row = make("div", { className: "pipeline" });
  if (answer.pipelines.length > 1) row.append(make("b", {}, pipeline.name));
  const box = make("div", { className: "text", dir: line.rtl ? "rtl" : "ltr" });
  const cell = make("div", {}, box);
  row.append(cell);
  if (line.error) {
    box.append(line.text);
    cell.append(make("p", { className: "wrong" }, line.error));
    return row;
  }
  box.lang = line.lang || "";
  const other = answer.pipelines[1 - p]?.lines[i];
  boxes.push({ box, line, other: other?.error ? undefined : other });
  cell.append(...drawNames(line), ...drawSources(line));
  return row;
}

function drawNames(line) {
  if (!line.names.length) return [];
  const text = [...line.text];
  return [make("ul", { className: "names" }, ...line.names.map(({ start, end, label, score, name, id }) =>
    make("li", {}, make("bdi", {}, name), ` ${label} ${id ? id + " " : ""}${score.toFixed(2)}: `,
      make("bdi", {}, text.slice(start, end).join("")))))];
}

const WHOSE = { own: "own source", default: "fallback", general: "fallback, as most languages are read", nobody: "nobody" };
const saySource = ({ whose, lang, source }) => WHOSE[whose] + (source ? ` ${source} (${languageName(lang)})` : ": letters are kept");

function drawSources(line) {
  const found = new Map();
  for (const word of line.words) {
    for (const source of word.sources) {
      const key = saySource(source);
      if (!found.has(key)) found.set(key, { whose: source.whose, words: [] });
      found.get(key).words.push(word.text);
    }
  }
  if (!found.size) return [];
  const items = [...found].map(([key, { whose, words }]) => {
    const distinct = [...new Set(words)];
    const item = make("li", {}, `${key}: ${words.length}`);
    // The words that a language's own source does not read are of interest.
    if (whose !== "own") item.append(" – ", ...distinct.flatMap(word => [make("bdi", {}, word), " "]));
    return item;
  });
  const counts = {};
  for (const { whose, words } of found.values()) {
    const kind = WHOSE[whose].split(",")[0];
    counts[kind] = (counts[kind] || 0) + words.length;
  }
  const summary = "Words read by " + Object.entries(counts).map(([kind, n]) => `${kind} ${n}`).join(", ");
  return [make("details", { className: "notes" }, make("summary", {}, summary), make("ul", {}, ...items))];
}

function drawLegend() {
  const lines = answer.pipelines.flatMap(pipeline => pipeline.lines).filter(line => !line.error);
  const labels = [...new Set(lines.flatMap(line => line.ents.map(ent => ent.label)))].sort();
  const whose = new Set(lines.flatMap(line => line.words.flatMap(word => word.sources.map(source => source.whose))));
  const items = labels.map(label => paint(make("mark", {}, label), label));
  if (whose.has("default") || whose.has("general")) items.push(make("span", { className: "legend-fallback" }, "read by a fallback"));
  if (whose.has("nobody")) items.push(make("span", { className: "legend-unread" }, "read by nobody"));
  if (lines.some(line => line.names.length)) items.push(make("span", { className: "legend-named" }, "sounds like a name of the list"));
  if (answer.pipelines.length > 1) items.push("≠ found by this pipeline only");
  $("legend").replaceChildren(...items.map(item => make("li", {}, item)));
}

function paint(mark, label) {
  const colors = new Map(Object.entries(about.colors));
  mark.style.backgroundColor = colors.get(label) || colors.get("");
  return mark;
}

// ---- Entities, as the threshold says ----

const threshold = () => Number($("threshold").value);
const isShown = ent => ent.score === null || ent.score >= threshold();
const key = ent => `${ent.start} ${ent.end} ${ent.label}`;

function markEntities() {
  let shown = 0, all = 0;
  $("json").hidden = true;
  for (const { box, line, other } of boxes) {
    const ents = line.ents.filter(isShown);
    const others = other && new Set(other.ents.filter(isShown).map(key));
    shown += ents.length;
    all += line.ents.length;
    box.replaceChildren();
    for (const run of makeRuns(makeUnits(line, ents), line.rtl)) {
      const place = run.rtl === line.rtl ? box : box.appendChild(make("span", { dir: run.rtl ? "rtl" : "ltr" }));
      makeGroups(run.units).forEach((group, i, groups) => {
        const elements = group.map(unit => unit.ent ? makeMark(unit, others && !others.has(key(unit.ent))) : makeWord(unit.words[0]));
        place.append(make("span", { className: "group" }, ...elements));
        // A blank at a run's end is between runs.
        (i === groups.length - 1 ? box : place).append(group.at(-1).words.at(-1).space);
      });
    }
  }
  $("shown").textContent = `${threshold().toFixed(2)}: ${shown} of ${all} entities`;
}

// Where no line ends.
const JOINER = "\u2060";
// Offsets count characters, where JavaScript counts UTF-16.
const size = text => [...text].length;
// The words of names that were found by their sound.
const named = new WeakSet();

// A unit is an entity, or a word outside of any.
function makeUnits(line, ents) {
  const units = [];
  let start = 0, next = 0;
  for (const word of line.words) {
    while (next < ents.length && ents[next].end <= start) next++;
    const ent = next < ents.length && ents[next].start <= start ? ents[next] : null;
    if (line.names.some(name => name.start <= start && start < name.end)) named.add(word);
    if (!ent || units.at(-1)?.ent !== ent) units.push({ ent, words: [], rtl: null });
    units.at(-1).words.push(word);
    units.at(-1).rtl ??= word.rtl;
    start += size(word.text + word.space);
  }
  return units;
}

// Words that run the other way, say English ones in Urdu, stand together in their own order.
// What has no direction goes with what is on both sides of it, else with the line.
function makeRuns(units, isLineRtl) {
  let after = isLineRtl;
  const next = units.map(() => null);
  for (let i = units.length - 1; i >= 0; i--) next[i] = after = units[i].rtl ?? after;
  const runs = [];
  units.forEach((unit, i) => {
    const before = runs.at(-1)?.rtl ?? isLineRtl;
    const rtl = unit.rtl ?? (next[i] === before ? before : isLineRtl);
    if (runs.at(-1)?.rtl === rtl) runs.at(-1).units.push(unit);
    else runs.push({ rtl, units: [unit] });
  });
  return runs;
}

// A line ends between groups: of units with no blank between them, one of which is no word.
function makeGroups(units) {
  const groups = [];
  let before;
  for (const unit of units) {
    const isJoined = before && !before.space && !(before.sources.length && unit.words[0].sources.length);
    if (isJoined) groups.at(-1).push(unit);
    else groups.push([unit]);
    before = unit.words.at(-1);
  }
  return groups;
}

function makeWord(word) {
  const base = make("span", {}, word.text);
  base.classList.toggle("named", named.has(word));
  if (!word.sources.length) return base;
  const whose = word.sources.map(source => source.whose);
  const isRead = whose.some(one => one !== "nobody");
  const element = isRead ? make("ruby", {}, base, make("rt", { dir: "ltr" }, word.ipa)) : base;
  element.classList.toggle("unread", !isRead);
  element.classList.toggle("fallback", isRead && !whose.includes("own"));
  element.dataset.tip = `${word.text} /${word.ipa}/ ${word.sources.map(saySource).join("; ")}`;
  return element;
}

function makeMark({ ent, words, rtl }, isOnly) {
  const score = ent.score === null ? "no score" : `score ${ent.score.toFixed(2)}`;
  const tag = make("span", { className: "tag", dir: "ltr", tabIndex: 0, role: "note" }, ent.label + (isOnly ? "\u00a0≠" : ""));
  tag.dataset.tip = [ent.label, ent.kb_id, score, ent.ipa && `/${ent.ipa}/`, isOnly && "found by this pipeline only"].filter(Boolean).join(", ");
  tag.setAttribute("aria-label", tag.dataset.tip);
  const mark = paint(make("mark", { className: isOnly ? "only" : "" }), ent.label);
  if (rtl !== null) mark.dir = rtl ? "rtl" : "ltr";
  words.forEach((word, i) => mark.append(makeWord(word), i < words.length - 1 ? word.space : JOINER));
  mark.append(tag);
  return mark;
}

// ---- What is said of a word or an entity: on hover, by keyboard, by touch ----

let told;

function showTip(event) {
  told = event.target.closest?.("[data-tip]") || event.target.closest?.("mark")?.querySelector(".tag");
  placeTip();
}

function placeTip() {
  $("tip").hidden = !told?.isConnected;
  if ($("tip").hidden) return;
  $("tip").textContent = told.dataset.tip;
  const { left, bottom, top } = told.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = $("tip");
  const isBelow = bottom + 6 + offsetHeight < innerHeight;
  $("tip").style.left = `${Math.max(8, Math.min(left, innerWidth - offsetWidth - 8))}px`;
  $("tip").style.top = `${isBelow ? bottom + 6 : top - offsetHeight - 6}px`;
}

// ---- JSON ----

function writeJson() {
  const pipelines = answer.pipelines.map(({ name, lines }) => ({
    name,
    lines: lines.map(line => line.error ? line : { ...line, ents: line.ents.filter(isShown) }),
  }));
  return JSON.stringify({ threshold: threshold(), pipelines }, null, 2);
}

async function copyJson() {
  const json = writeJson();
  try {
    await navigator.clipboard.writeText(json);
    say("Copied.");
  } catch {
    // Browsers let pages of other machines copy nothing.
    $("json").value = json;
    $("json").hidden = false;
    $("json").select();
    say("Copy it from here.");
  }
}

$("form").addEventListener("submit", event => { event.preventDefault(); find(); });
$("form").addEventListener("keydown", event => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) find(); });
$("file").addEventListener("change", loadFile);
$("threshold").addEventListener("input", markEntities);
$("copy").addEventListener("click", copyJson);
for (const kind of ["pointerover", "focusin", "click"]) document.addEventListener(kind, showTip);
document.addEventListener("keydown", event => { if (event.key === "Escape") $("tip").hidden = true; });
// Also where the keyboard has moved the page.
document.addEventListener("scroll", placeTip, { passive: true });

try {
  about = await request("about");
  setUp();
} catch (error) {
  say(error.message, true);
}

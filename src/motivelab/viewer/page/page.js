"use strict";
// Everything that comes from a run is put into the page as text, never as markup.

const FILTERS = ["respondent", "author", "procedure", "kind", "moment", "condition", "category", "status", "part"];
const FOLDED_FROM = 6000;
const byId = (id) => document.getElementById(id);
const state = { start: 0, before: [], next: null, rows: [], trial: null };
let asked = 0;

function element(name, options = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (key === "text") made.append(...visible(String(value)));
    else if (key === "on") for (const [event, heard] of Object.entries(value)) made.addEventListener(event, heard);
    else if (value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Control characters, direction marks and other characters that hide or reorder text are shown by their number.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udfff]/g;
function visible(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    if (found.index > from) parts.push(text.slice(from, found.index));
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.textContent = "U+" + found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    parts.push(mark);
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

function longText(text) {
  const box = element("div", { class: "said", tabindex: "0" });
  box.append(...visible(text.slice(0, FOLDED_FROM)));
  if (text.length <= FOLDED_FROM) return [box];
  const button = element("button", { type: "button", text: `Show all ${text.length.toLocaleString("en")} characters` });
  button.addEventListener("click", () => { box.replaceChildren(...visible(text)); button.remove(); });
  return [box, button];
}

async function fetched(path) {
  const answer = await fetch(path);
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error);
  return value;
}

function parameters() {
  const given = new URLSearchParams();
  for (const name of FILTERS) { const chosen = byId("filter-" + name); if (chosen && chosen.value) given.set(name, chosen.value); }
  for (const name of ["text", "task"]) if (byId(name).value.trim()) given.set(name, byId(name).value.trim());
  if (byId("sort").value !== "plan") given.set("sort", byId("sort").value);
  if (byId("order").checked) given.set("order", "down");
  if (state.start) given.set("start", String(state.start));
  return given;
}

function remember() {
  const given = parameters();
  if (state.trial) given.set("trial", state.trial);
  history.replaceState(null, "", "#" + given.toString());
}

function recall() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of FILTERS) {
    const chosen = byId("filter-" + name);
    if (chosen) chosen.value = given.get(name) || "";
  }
  for (const name of ["text", "task"]) byId(name).value = given.get(name) || "";
  byId("sort").value = given.get("sort") || "plan";
  byId("order").checked = given.get("order") === "down";
  state.start = Number(given.get("start") || 0);
  state.before = [];
  state.trial = given.get("trial");
}

async function showStanding() {
  const told = await fetched("api/standing");
  byId("study").replaceChildren(...visible(told.study));
  document.title = told.study.replace(HIDDEN, " ") + " · motivelab view";
  byId("simulated").hidden = !told.simulated.length;
  byId("simulated").replaceChildren(...visible(`Simulated, made up by the program, no real model: ${told.simulated.join(", ")}.`));
  const open = told.planned - told.answered;
  byId("progress").textContent = `${told.answered.toLocaleString("en")} of ${told.planned.toLocaleString("en")} trials asked`
    + (open ? `, ${open.toLocaleString("en")} open` : "") + (told.running ? "; the run is going on" : "");
  for (const name of FILTERS) {
    const values = told.values[name];
    let chosen = byId("filter-" + name);
    if (!chosen) {
      if (values.length < 2) continue;
      chosen = element("select", { id: "filter-" + name, name });
      chosen.addEventListener("change", () => { state.start = 0; state.before = []; list(); });
      byId("choices").append(element("label", { text: name }, chosen));
    }
    const kept = chosen.value;
    chosen.replaceChildren(
      element("option", { value: "", text: "all" }),
      ...values.map(([value, count]) => element("option", { value, text: `${value} (${count.toLocaleString("en")})` })),
    );
    chosen.value = kept;
  }
  return told.running;
}

async function list() {
  const mine = ++asked;
  remember();
  byId("count").textContent = byId("text").value.trim() ? "Searching the replies …" : "…";
  try {
    const told = await fetched("api/trials?" + parameters());
    if (mine !== asked) return;
    state.rows = told.rows.map((row) => row.trial_id);
    state.next = told.next;
    byId("rows").replaceChildren(...told.rows.map(line));
    const n = (x) => x.toLocaleString("en");
    if (told.searched !== null) {
      byId("count").textContent = `${n(told.rows.length)} found; looked through ${n(told.searched)} of ${n(told.matching)}`
        + (told.next !== null ? ": “On” goes on from there" : "");
    } else if (!told.matching) byId("count").textContent = "No trial fits.";
    else byId("count").textContent = `${n(state.start + 1)} to ${n(state.start + told.rows.length)} of ${n(told.matching)}`;
    byId("on").disabled = told.next === null;
    byId("back").disabled = !state.start;
    mark();
  } catch (error) {
    if (mine === asked) byId("count").replaceChildren(element("span", { class: "error", text: error.message }));
  }
}

function line(row) {
  const link = element("a", { href: "#", class: "id", text: row.trial_id.slice(0, 8), on: { click: (event) => { event.preventDefault(); } } });
  const task = row.other_task ? `${row.task} | ${row.other_task}` : row.task;
  const kind = row.status === "answered" ? "" : row.status === "open" ? "open-status" : "other";
  const who = row.author ? `${row.respondent} on ${row.author}` : row.respondent;
  return element("tr", { "data-id": row.trial_id, on: { click: () => open(row.trial_id) } },
    element("td", {}, link), element("td", { text: who }), element("td", { text: row.procedure }),
    element("td", { text: row.condition }), element("td", { class: "drop", text: task }),
    element("td", { class: kind, text: row.status }), element("td", { text: row.said }),
    element("td", { class: "num drop", text: row.tokens === null ? "" : Math.round(row.tokens).toLocaleString("en") }));
}

function mark() {
  for (const row of byId("rows").children) {
    if (row.dataset.id === state.trial) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
  }
}

async function open(id) {
  state.trial = id;
  remember();
  mark();
  const pane = byId("trial");
  let told;
  try {
    told = await fetched("api/trial/" + encodeURIComponent(id));
  } catch (error) {
    told = null;
    pane.replaceChildren(element("p", { class: "error", text: error.message }));
  }
  if (state.trial !== id) return;
  pane.hidden = false;
  document.body.classList.add("reading");
  if (told) pane.replaceChildren(...trialView(told));
  pane.scrollTop = 0;
  pane.focus({ preventScroll: true });
}

function close() {
  state.trial = null;
  byId("trial").hidden = true;
  document.body.classList.remove("reading");
  remember();
  mark();
}

function pairs(entries) {
  return element("dl", {}, ...entries.flatMap(([name, value]) => [element("dt", { text: name }), element("dd", { text: value })]));
}

function trialView(told) {
  const shut = element("button", { type: "button", text: "Close", on: { click: close } });
  const parts = [
    element("div", { class: "head" }, element("h2", { text: `Trial ${told.id}` }), shut),
    pairs(Object.entries(told.details)),
    element("h2", { text: "As it was sent" }),
    ...told.messages.map((message) => element("div", { class: "turn" }, element("p", { class: "who", text: message.role }), ...longText(message.text))),
    element("h2", { text: told.replies.length > 1 ? `${told.replies.length} replies` : "Reply" }),
    ...(told.replies.length ? told.replies.flatMap(replyView) : [element("p", { text: "Not asked yet." })]),
  ];
  if (told.relatives.length) parts.push(element("div", { class: "relatives" }, ...told.relatives.flatMap(relativesView)));
  return parts;
}

function replyView(reply) {
  const facts = [
    ["read", `${reply.status}${reply.set_aside ? ` (set aside: ${reply.set_aside})` : ""}`],
    ...reply.read.map(([name, value]) => ["· " + name, typeof value === "string" ? value : JSON.stringify(value)]),
    ["model that answered", reply.model || "not named"],
    ["ended", reply.finish],
    ["asked", new Date(reply.started * 1000).toISOString().replace("T", " ").slice(0, 19) + " UTC"],
    ["latency", `${reply.latency.toFixed(2)} s`],
    ["tokens", `${reply.tokens.in ?? "?"} read, ${reply.tokens.out ?? "?"} written` + (reply.tokens.reasoning ? `, ${reply.tokens.reasoning} of them reasoning` : "")],
    ["cost", reply.cost === null ? "unknown" : `$${reply.cost.toFixed(6)}`],
  ];
  const out = [];
  if (reply.reasoning) out.push(element("details", {}, element("summary", { text: "Reasoning" }), ...longText(reply.reasoning)));
  out.push(element("div", { class: "turn reply" }, ...longText(reply.text)), pairs(facts));
  out.push(element("details", {}, element("summary", { text: "The request, byte for byte" }), ...longText(reply.body)));
  return out;
}

function relativesView(relatives) {
  const items = relatives.rows.map((row) => {
    const name = [row.condition, row.wording, row.procedure, row.respondent, `replicate ${row.replicate}`].filter(Boolean).join(", ");
    const link = element("a", { href: "#", text: name, on: { click: (event) => { event.preventDefault(); open(row.trial_id); } } });
    return element("li", {}, link, ...visible(`: ${row.status === "answered" ? row.said || "answered" : row.status}`));
  });
  if (relatives.more) items.push(element("li", { text: `and ${relatives.more.toLocaleString("en")} more` }));
  return [element("h2", { text: relatives.heading }), element("ul", {}, ...items)];
}

function step(by) {
  const at = state.rows.indexOf(state.trial);
  const next = at < 0 ? (by > 0 ? 0 : state.rows.length - 1) : at + by;
  if (next < 0 || next >= state.rows.length) return;
  open(state.rows[next]);
  byId("rows").children[next].scrollIntoView({ block: "nearest" });
}

function again() { state.start = 0; state.before = []; list(); }

byId("filters").addEventListener("submit", (event) => { event.preventDefault(); again(); });
for (const name of ["text", "task"]) byId(name).addEventListener("search", again);
byId("task").addEventListener("change", again);
for (const name of ["sort", "order"]) byId(name).addEventListener("change", again);
byId("clear").addEventListener("click", () => {
  for (const chosen of byId("filters").querySelectorAll("select")) chosen.selectedIndex = 0;
  byId("text").value = byId("task").value = "";
  byId("order").checked = false;
  again();
});
byId("on").addEventListener("click", () => { state.before.push(state.start); state.start = state.next; list(); });
byId("back").addEventListener("click", () => { state.start = state.before.pop() ?? Math.max(0, state.start - 50); list(); });
addEventListener("hashchange", () => { recall(); list(); if (state.trial) open(state.trial); else close(); });
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && state.trial) { close(); return; }
  if (/^(input|select|textarea)$/i.test(event.target.tagName)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "/") { event.preventDefault(); byId("text").focus(); }
});

async function follow() {
  try {
    const running = await showStanding();
    if (running) { if (!byId("text").value.trim() && !state.start) list(); setTimeout(follow, 4000); }
  } catch (error) {
    byId("progress").replaceChildren(element("span", { class: "error", text: "The viewer does not answer any more. " + error.message }));
  }
}

(async () => {
  let running = false;
  try { running = await showStanding(); } catch (error) { byId("progress").textContent = error.message; }
  recall();
  await list();
  if (state.trial) open(state.trial);
  if (running) setTimeout(follow, 4000);
})();

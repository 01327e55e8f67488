// The page is complete without this script. With it, tables sort and filter, figures answer to a pointer when they come
// into view, transcripts can be searched, and the colours can be chosen. Whatever is shown is set as text, never as HTML.
(() => {
  "use strict";
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const kept = {
    get() { try { return localStorage.getItem("motivelab-colours"); } catch { return null; } },
    set(value) { try { localStorage.setItem("motivelab-colours", value); } catch { /* private windows keep nothing */ } },
  };

  // Colours: as the system has them, light, dark.
  const COLOURS = { system: "light dark", light: "light", dark: "dark" };
  const colours = make("button", { type: "button", class: "tool" });
  const paint = (name) => {
    document.documentElement.style.colorScheme = COLOURS[name];
    colours.textContent = `Colours: ${name}`;
    colours.dataset.colours = name;
  };
  colours.addEventListener("click", () => {
    const names = Object.keys(COLOURS);
    const next = names[(names.indexOf(colours.dataset.colours) + 1) % names.length];
    paint(next);
    kept.set(next);
  });
  document.querySelector(".tools").append(colours);
  paint(Object.hasOwn(COLOURS, kept.get() ?? "") ? kept.get() : "system");

  // Contents: folded where there is no room beside the text; the section in view is marked.
  const contents = document.querySelector("#contents");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => { contents.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  const entries = new Map(all("a", contents).map((a) => [a.getAttribute("href").slice(1), a]));
  const seen = new Map();
  const watcher = new IntersectionObserver((changes) => {
    for (const c of changes) seen.set(c.target, c.isIntersecting);
    const first = all("main > section").find((s) => seen.get(s));
    if (!first) return;
    for (const a of entries.values()) a.removeAttribute("aria-current");
    entries.get(first.getAttribute("aria-labelledby"))?.setAttribute("aria-current", "true");
  }, { rootMargin: "-10% 0px -60% 0px" });
  all("main > section").forEach((s) => watcher.observe(s));

  // A link into something folded unfolds it.
  const unfold = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target) return;
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  if (location.hash) unfold();

  // Tables: sorted by a column within their groups, filtered by what a row holds.
  const LONG = 12;
  const value = (cell) => {
    const text = cell.textContent.trim();
    const number = Number.parseFloat(text.replace("−", "-").replace(/[,+%<\s]/g, ""));
    return Number.isNaN(number) ? text.toLowerCase() : number;
  };
  const compare = (a, b) => (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1);
  for (const table of all("table.data")) {
    const rows = all("tbody tr:not(.group):not(.total)", table);
    if (rows.length < 2) continue;
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", class: "sort" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        for (const body of table.tBodies) {
          const own = all("tr:not(.group):not(.total)", body).map((row) => [value(row.cells[column]), row]);
          own.sort((a, b) => (down ? -1 : 1) * compare(a[0], b[0]));
          const last = body.querySelector(".total");
          own.forEach(([, row]) => body.insertBefore(row, last));
        }
      });
    });
    if (rows.length < LONG) continue;
    const label = make("label", { class: "filter" }, "Filter rows ");
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const count = make("span", { role: "status", class: "muted" });
    label.append(field);
    const tools = make("div", { class: "table-tools" });
    tools.append(label, count);
    table.closest(".scroll").before(tools);
    const texts = rows.map((row) => {
      const group = row.parentElement.querySelector(".group");
      return `${group ? group.textContent : ""} ${row.textContent}`.toLowerCase();
    });
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      for (const body of table.tBodies) {
        const own = rows.filter((row) => row.parentElement === body);
        if (own.length) body.hidden = own.every((row) => row.hidden);
      }
      count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    });
  }

  // Transcripts: by what they are, whom they are of, and what they hold.
  const transcripts = all("details.transcript");
  if (transcripts.length > 1) {
    const bar = make("div", { class: "transcript-tools", role: "search", "aria-label": "Transcripts" });
    const chosen = {};
    for (const key of ["why", "respondent", "condition", "procedure"]) {
      const values = [...new Set(transcripts.map((t) => t.dataset[key]))];
      if (values.length < 2) continue;
      const label = make("label", {}, `${key} `);
      const select = make("select");
      select.append(new Option("all", ""), ...values.map((v) => new Option(v, v)));
      select.addEventListener("change", () => { chosen[key] = select.value; sift(); });
      label.append(select);
      bar.append(label);
    }
    const label = make("label", {}, "text ");
    const field = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const count = make("span", { role: "status", class: "muted" });
    label.append(field);
    bar.append(label, count);
    document.querySelector("#transcript-list").before(bar);
    const texts = transcripts.map((t) => t.textContent.toLowerCase());
    const sift = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      transcripts.forEach((t, i) => {
        const fits = Object.entries(chosen).every(([key, v]) => !v || t.dataset[key] === v);
        t.hidden = !(fits && words.every((word) => texts[i].includes(word)));
        shown += t.hidden ? 0 : 1;
      });
      for (const group of all(".transcript-group")) {
        group.hidden = all("details.transcript", group).every((t) => t.hidden);
      }
      count.textContent = `${shown} of ${transcripts.length}`;
    };
    field.addEventListener("input", sift);
    sift();
  }

  // Figures: the drawing that stands in the page gives way to one that answers, once it comes into view.
  const runtime = document.querySelector("#figure-runtime");
  const box = make("div", { class: "tip", role: "status" });
  box.hidden = true;
  document.body.append(box);
  const tooltip = (handler, event, item, told) => {
    box.hidden = told === null || told === undefined || told === "";
    if (box.hidden) return;
    const pairs = typeof told === "object" ? Object.entries(told) : [["", String(told)]];
    box.replaceChildren(...pairs.map(([name, text]) => {
      const line = make("div");
      if (name) line.append(make("span", { class: "muted" }, `${name} `));
      line.append(make("bdi", {}, String(text)));
      return line;
    }));
    const room = document.documentElement;
    box.style.left = `${Math.max(4, Math.min(event.clientX + 14, room.clientWidth - box.offsetWidth - 6))}px`;
    const below = event.clientY + 16;
    box.style.top = `${below + box.offsetHeight > room.clientHeight ? event.clientY - box.offsetHeight - 10 : below}px`;
  };
  addEventListener("scroll", () => { box.hidden = true; }, { passive: true });
  const refused = () => Promise.reject(new Error("a report loads nothing"));
  const loader = { load: refused, sanitize: refused, http: refused, file: refused };
  const started = () => {
    if (!window.motivelabEmbed) document.head.append(make("script", {}, runtime.textContent));
    return window.motivelabEmbed;
  };
  const enliven = async (panel) => {
    const data = panel.querySelector("script[type='application/json']");
    const still = panel.querySelector("svg");
    const live = make("div", { class: "live" });
    still.after(live);
    try {
      await started()(live, JSON.parse(data.textContent), {
        mode: "vega", ast: true, renderer: "svg", actions: false, defaultStyle: false, hover: true, loader, tooltip,
      });
      const drawn = live.querySelector("svg");
      drawn.setAttribute("role", "img");
      drawn.setAttribute("aria-label", still.getAttribute("aria-label"));
      panel.classList.add("enlivened");
    } catch (error) {
      live.remove();
      console.error(error);
    }
    data.remove();
  };
  if (runtime) {
    const idle = window.requestIdleCallback ?? ((call) => setTimeout(call, 1));
    const near = new IntersectionObserver((changes) => {
      for (const c of changes) {
        if (!c.isIntersecting) continue;
        near.unobserve(c.target);
        idle(() => enliven(c.target));
      }
    }, { rootMargin: "200px" });
    all(".panel.can-live").forEach((panel) => near.observe(panel));
  }
})();

"use strict";
// Tables of the report: filters, counts and sums that follow them, order, pages, CSV. Cells become text nodes only, never markup.
// Amounts are whole cents as BigInt: no float ever holds money, and each currency has its own sum.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 100;
  const [SIDE, LABEL, DAY, CENTS, CURRENCY, WHO, TEXT, REFERENCE] = [0, 1, 2, 3, 4, 5, 6, 7];
  const MINUS = "\u2212";

  // -- text ---------------------------------------------------------------------------------------------------------------------------
  const money = cents => {
    const negative = cents < 0n, digits = String(negative ? -cents : cents).padStart(3, "0");
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
    return (negative ? MINUS : "") + whole + "." + digits.slice(-2);
  };
  const plain = cents => money(cents).replace(/,/g, "").replace(MINUS, "-");
  const count = number => number.toLocaleString("en-US");
  const percent = share => String(Number((Number(share) * 100).toFixed(2))) + "%";
  const sumsOf = items => {
    const sums = new Map();
    for (const n of items) {
      const item = data.items[n];
      sums.set(item[CURRENCY], (sums.get(item[CURRENCY]) || 0n) + BigInt(item[CENTS]));
    }
    return sums;
  };
  const sumsInWords = items => [...sumsOf(items)].sort((a, b) => a[0] - b[0])
    .map(([currency, cents]) => data.currencies[currency] + "\u00a0" + money(cents)).join(", ");

  const make = (name, attributes = {}, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) node.setAttribute(key, value);
    node.append(...children.filter(child => child !== null && child !== ""));
    return node;
  };
  // A long id that a program made is shown by its ends; the whole of it is its title, and can be searched for.
  const short = label => label.length > 22 ? label.slice(0, 10) + "\u2026" + label.slice(-6) : label;
  const known = n => make("span", { title: data.items[n][LABEL] }, short(data.items[n][LABEL]));
  const sub = text => text ? make("span", { class: "sub" }, text) : null;

  // -- rows: what a list shows, with what it can be filtered and sorted by ---------------------------------------------------------------
  const hay = items => items.map(n => {
    const item = data.items[n];
    return [item[LABEL], item[DAY], item[WHO], item[TEXT], item[REFERENCE], money(BigInt(item[CENTS])), plain(BigInt(item[CENTS]))].join(" ");
  }).join(" ").toLowerCase();

  const openRow = ([n, reason, age, near]) => ({ items: [n], left: data.items[n][SIDE] === 0 ? [n] : [], right: data.items[n][SIDE] === 1 ? [n] : [],
    reason, age, near, rule: null, currency: data.items[n][CURRENCY], cents: BigInt(data.items[n][CENTS]), day: data.items[n][DAY] });
  const matchRow = ([status, rule, confidence, difference, currency, kind, why, left, right, margin, near]) => ({ items: [...left, ...right],
    left, right, status, rule, confidence, difference: BigInt(difference), currency, kind, why, margin, near, reason: null,
    cents: left.concat(left.length ? [] : right).reduce((sum, n) => sum + BigInt(data.items[n][CENTS]), 0n),
    day: data.items[(left[0] ?? right[0])][DAY] });
  const matches = data.matches.map(matchRow);
  const lists = {
    open: data.open.map(openRow),
    suggested: matches.filter(row => row.status === 1),
    matched: matches.filter(row => row.status === 0),
  };

  const absolute = cents => cents < 0n ? -cents : cents;
  const passes = (row, want) => {
    if (want.side !== null && !row.items.some(n => data.items[n][SIDE] === want.side)) return false;
    if (want.reason !== null && row.reason !== want.reason) return false;
    if (want.rule !== null && row.rule !== want.rule) return false;
    if (want.currency !== null && row.currency !== want.currency) return false;
    if (want.kind !== null && row.kind !== want.kind) return false;
    if ((want.from !== null || want.to !== null) && !row.items.some(n => {
      const cents = absolute(BigInt(data.items[n][CENTS]));
      return (want.from === null || cents >= want.from) && (want.to === null || cents <= want.to);
    })) return false;
    if (want.words.length) {
      row.hay ??= hay(row.items) + " " + (row.why || "").toLowerCase();
      if (!want.words.every(word => row.hay.includes(word))) return false;
    }
    return true;
  };

  const orders = {
    day: row => row.day, age: row => row.age ?? -1, amount: row => absolute(row.cents), id: row => data.items[row.items[0]][LABEL],
    side: row => data.items[row.items[0]][SIDE], who: row => data.items[row.items[0]][WHO] || data.items[row.items[0]][TEXT],
    difference: row => absolute(row.difference), rule: row => row.rule, confidence: row => Number(row.confidence),
    left: row => row.left.length ? data.items[row.left[0]][DAY] : "", right: row => row.right.length ? data.items[row.right[0]][DAY] : "",
  };
  const sorted = (rows, by, down) => {
    const key = orders[by], sign = down ? -1 : 1;
    return rows.map((row, n) => [key(row), n, row]).sort((a, b) => (a[0] < b[0] ? -sign : a[0] > b[0] ? sign : a[1] - b[1])).map(each => each[2]);
  };

  // -- cells ----------------------------------------------------------------------------------------------------------------------------
  const named = n => {
    const item = data.items[n];
    return make("span", {}, item[WHO] || item[TEXT] || "\u2013", sub([item[WHO] ? item[TEXT] : "", item[REFERENCE]].filter(Boolean).join(" \u00b7 ")));
  };
  const nearest = list => list.map(([n, test]) => {
    const item = data.items[n];
    return make("div", { class: "near" }, make("b", { title: item[LABEL] }, short(item[LABEL])), " " + [item[DAY], money(BigInt(item[CENTS]))].filter(Boolean).join(", ") + ": " + test);
  });
  const openCells = row => {
    const item = data.items[row.items[0]];
    return make("tr", {},
      make("td", {}, data.names[item[SIDE]]), make("td", { class: "nowrap" }, item[DAY]), make("td", { class: "number" }, row.age === null ? "" : count(row.age)),
      make("td", {}, known(row.items[0])), make("td", {}, named(row.items[0])),
      make("td", { class: "number" }, data.currencies[item[CURRENCY]] + "\u00a0" + money(row.cents)),
      make("td", {}, ...(row.near.length ? nearest(row.near) : [sub("no row of a similar amount" + (data.dated ? " within 30 days" : ""))])));
  };
  const sideCell = items => {
    if (!items.length) return make("td", {}, sub("\u2013"));
    const cell = make("div", { class: "side" });
    for (const n of items) {
      const item = data.items[n];
      cell.append(make("span", { class: "nowrap" }, item[DAY]), make("span", { class: "who" }, make("b", {}, item[WHO] || item[TEXT] || "\u2013"),
          sub([item[WHO] ? item[TEXT] : "", item[REFERENCE]].filter(Boolean).join(" \u00b7 ")), make("span", { class: "sub" }, known(n))),
        make("span", { class: "money" }, data.currencies[item[CURRENCY]] + "\u00a0" + money(BigInt(item[CENTS]))));
    }
    if (items.length > 1) cell.append(make("span"), make("span", { class: "who" }, count(items.length) + " rows together"), make("b", { class: "money" }, sumsInWords(items)));
    return make("td", {}, cell);
  };
  const because = row => [make("div", {}, data.rules[row.rule]), sub(row.why),
    row.kind === "one to one" ? null : make("div", { class: "sub" }, row.kind),
    row.margin === null ? null : make("div", { class: "sub" }, "The next best pairing costs " + count(row.margin) + " more."),
    row.status === 1 ? make("div", { class: "sub" }, row.near.length ? "Runner-up:" : "No other free row is near.") : null,
    ...nearest(row.near)].filter(Boolean);
  const matchCells = row => make("tr", {}, sideCell(row.left), sideCell(row.right),
    make("td", { class: "number" }, row.difference === 0n ? make("span", { class: "quiet" }, "0.00") : make("b", {}, money(row.difference))),
    make("td", {}, ...because(row)), make("td", { class: "number" }, percent(row.confidence)));

  const OPEN_HEAD = [["side", "File", "c-side"], ["day", "Date", "c-day"], ["age", "Days", "c-age number"], ["id", "Row", "c-id"], ["who", "Name and text", ""],
    ["amount", "Amount", "c-amount number"], [null, "Nearest on the other side, and the test it failed", "c-near"]];
  const MATCH_HEAD = [["left", data.names[0], ""], ["right", data.names[1], ""], ["difference", "Difference", "even number"], ["rule", "Why", "because"],
    ["confidence", "Confidence", "sure number"]];

  // -- a table with its order and its pages -----------------------------------------------------------------------------------------------
  const table = (rows, head, cells, kind, caption, order) => {
    const box = make("div"), state = order;
    const draw = focus => {
      const all = sorted(rows, state.by, state.down), last = Math.max(0, Math.ceil(all.length / PAGE) - 1);
      state.page = Math.min(state.page, last);
      const shown = all.slice(state.page * PAGE, (state.page + 1) * PAGE);
      const titles = head.map(([by, title, style]) => {
        if (by === null) return make("th", { scope: "col", class: style }, title);
        const active = state.by === by;
        const button = make("button", { type: "button", "data-by": by }, title + (active ? (state.down ? " \u2193" : " \u2191") : ""));
        button.addEventListener("click", () => { state.down = active ? !state.down : false; state.by = by; state.page = 0; draw(`[data-by="${by}"]`); });
        return make("th", { scope: "col", class: style, "aria-sort": active ? (state.down ? "descending" : "ascending") : "none" }, button);
      });
      const move = (step, text) => {
        const button = make("button", { type: "button", class: "plain", "data-step": step }, text);
        button.disabled = state.page + step < 0 || state.page + step > last;
        button.addEventListener("click", () => { state.page += step; draw(`[data-step="${step}"]`); });
        return button;
      };
      const pager = last === 0 ? null : make("div", { class: "more" }, move(-1, "Previous"), move(1, "Next"),
        make("span", { role: "status" }, `Rows ${count(state.page * PAGE + 1)} to ${count(state.page * PAGE + shown.length)} of ${count(all.length)}`));
      box.replaceChildren(make("table", { class: "grid " + kind }, make("caption", { class: "hidden" }, caption), make("thead", {}, make("tr", {}, ...titles)),
        make("tbody", {}, ...shown.map(cells))), ...(pager ? [pager] : []));
      if (focus) box.querySelector(focus)?.focus();
    };
    draw();
    return box;
  };

  // -- a section: filters, what they leave, the tables ------------------------------------------------------------------------------------
  const cents = text => {
    const found = /^(\d*)(?:\.(\d{0,2}))?$/.exec(text.replace(/[,\s]/g, ""));
    return !text.trim() || !found ? null : BigInt((found[1] || "0") + (found[2] || "").padEnd(2, "0"));
  };
  const used = (rows, key) => [...new Set(rows.map(row => row[key]))].sort((a, b) => (a < b ? -1 : 1));

  const section = name => {
    const home = document.querySelector(`[data-list="${name}"]`), rows = lists[name], isOpen = name === "open";
    const field = (title, control) => make("label", {}, title, control);
    const choice = (id, values, words) => {
      const select = make("select", { id: `${name}-${id}` }, make("option", { value: "" }, "all"), ...values.map(value => make("option", { value }, words(value))));
      return select;
    };
    const text = make("input", { type: "search", id: `${name}-text`, autocomplete: "off" });
    const side = choice("side", [0, 1], n => data.names[n]);
    const reason = choice("reason", isOpen ? used(rows, "reason") : [], n => data.reasons[n][0]);
    const rule = choice("rule", isOpen ? [] : used(rows, "rule"), n => data.rules[n]);
    const kind = choice("kind", isOpen ? [] : used(rows, "kind"), value => value);
    const currency = choice("currency", used(rows, "currency"), n => data.currencies[n]);
    const from = make("input", { class: "money", inputmode: "decimal", id: `${name}-from`, autocomplete: "off" });
    const to = make("input", { class: "money", inputmode: "decimal", id: `${name}-to`, autocomplete: "off" });
    const reset = make("button", { type: "button", class: "plain", id: `${name}-reset` }, "Clear filters");
    const save = make("button", { type: "button", class: "plain", id: `${name}-csv` }, "Download these rows (CSV)");
    const controls = [text, side, ...(isOpen ? [reason] : [rule, kind]), currency, from, to];
    const bar = make("div", { class: "bar", role: "search", "aria-label": `Filter of ${name} rows` }, field("Text, id or reference", text), field("File", side),
      isOpen ? field("Reason", reason) : field("Rule", rule), isOpen ? null : field("Kind", kind), field("Currency", currency),
      field("Amount from", from), field("to, without sign", to), make("div", { class: "buttons" }, reset, save));
    const told = make("div", { class: "count", role: "status", "aria-live": "polite", id: `${name}-count` });
    const body = make("div", { class: "body" });
    home.append(bar, told, body);
    const order = isOpen ? {} : { by: "left", down: false, page: 0 };
    const folded = new Map();
    let kept = rows;

    const number = select => select.value === "" ? null : Number(select.value);
    const filter = () => {
      const want = { words: text.value.toLowerCase().split(/\s+/).filter(Boolean), side: number(side), reason: number(reason), rule: number(rule),
        kind: kind.value || null, currency: number(currency), from: cents(from.value), to: cents(to.value) };
      for (const input of [from, to]) input.setAttribute("aria-invalid", String(input.value.trim() !== "" && cents(input.value) === null));
      kept = rows.filter(row => passes(row, want));
    };
    const tell = () => {
      const what = isOpen ? (rows.length === 1 ? "row" : "rows") : (rows.length === 1 ? "match" : "matches");
      const sums = [0, 1].map(n => [data.names[n], sumsInWords(kept.flatMap(row => n ? row.right : row.left))]).filter(each => each[1]);
      told.replaceChildren(`${count(kept.length)} of ${count(rows.length)} ${what}`, ...sums.map(([file, sum]) => make("span", { class: "sub" }, `${file}: ${sum}`)));
    };
    const grouped = () => {
      const found = new Map();
      for (const row of kept) { const list = found.get(row.reason); if (list) list.push(row); else found.set(row.reason, [row]); }
      return [...found].sort((a, b) => b[1].length - a[1].length);
    };
    const show = () => {
      if (!kept.length) { body.replaceChildren(make("p", { class: "none" }, rows.length ? "No row passes the filters." : "None.")); return; }
      if (!isOpen) { order.page = 0; body.replaceChildren(table(kept, MATCH_HEAD, matchCells, "pairs", home.querySelector("h2").textContent, order)); return; }
      body.replaceChildren(...grouped().map(([n, list], place) => {
        const [title, sentence] = data.reasons[n];
        const details = make("details", { "data-reason": n }, make("summary", {}, title, sub(`${count(list.length)} ${list.length === 1 ? "row" : "rows"}: ${sumsInWords(list.flatMap(row => row.items))}`)),
          make("p", { class: "note" }, sentence));
        const fill = () => {
          if (details.open && !details.querySelector("table")) details.append(table(list, OPEN_HEAD, openCells, "opens", title, { by: "amount", down: true, page: 0 }));
          folded.set(n, !details.open);
        };
        details.open = folded.has(n) ? !folded.get(n) : place === 0 || list.length <= 20;
        fill();
        details.addEventListener("toggle", fill);
        return details;
      }));
    };
    const update = () => { filter(); tell(); show(); };

    let waiting = 0;
    for (const control of controls) control.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 120); });
    reset.addEventListener("click", () => { for (const control of controls) control.value = ""; update(); text.focus(); });
    save.addEventListener("click", () => download(`${name}.csv`, isOpen ? openCsv(kept) : matchCsv(kept)));
    update();
    addEventListener("beforeprint", () => { for (const details of body.querySelectorAll("details")) { details.open = true; details.dispatchEvent(new Event("toggle")); } });
  };

  // -- CSV of what the filters leave --------------------------------------------------------------------------------------------------------
  const quoted = value => {
    const text = String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  // Text that a spreadsheet would run as a formula is quoted; amounts are left alone.
  const safe = value => /^[=+\-@\t\r]/.test(String(value)) ? "'" + value : value;
  const lines = rows => rows.map(row => row.map(quoted).join(",")).join("\r\n") + "\r\n";
  const cellsOf = n => {
    const item = data.items[n];
    return [safe(data.names[item[SIDE]]), safe(item[LABEL]), item[DAY], plain(BigInt(item[CENTS])), data.currencies[item[CURRENCY]], safe(item[WHO]), safe(item[TEXT]), safe(item[REFERENCE])];
  };
  const COLUMNS = ["file", "row", "date", "amount", "currency", "name", "text", "reference"];
  const openCsv = rows => lines([[...COLUMNS, "reason", "days", "nearest"], ...rows.map(row => [...cellsOf(row.items[0]), data.reasons[row.reason][0], row.age ?? "",
    safe(row.near.map(([n, test]) => `${data.items[n][LABEL]}: ${test}`).join("; "))])]);
  const matchCsv = rows => lines([["match", ...COLUMNS, "difference", "rule", "why", "confidence"], ...rows.flatMap((row, place) => row.items.map(n =>
    [place + 1, ...cellsOf(n), plain(row.difference), data.rules[row.rule], safe(row.why), row.confidence]))]);
  const download = (name, text) => {
    const address = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv" }));
    const link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };

  document.getElementById("chart-currency")?.addEventListener("input", event => {
    for (const each of document.querySelectorAll(".charts")) each.hidden = each.dataset.currency !== event.target.value;
  });
  for (const name of Object.keys(lists)) section(name);
})();

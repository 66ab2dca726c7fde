"use strict";
// The report is whole without this: it only sorts and filters tables, and copies queries.
(() => {
  const make = (tag, set) => Object.assign(document.createElement(tag), set);
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const said = make("p", { className: "for" });
  said.setAttribute("role", "status");
  document.body.append(said);

  const value = (row, at) => {
    const cell = row.cells[at];
    return cell.querySelector(".none") ? null : cell.dataset.v ? Number(cell.dataset.v) : cell.textContent;
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : words.compare(a, b);

  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const first = head.classList.contains("n") ? "descending" : "ascending";
        const now = head.getAttribute("aria-sort");
        const order = now === null ? first : now === "ascending" ? "descending" : "ascending";
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        const turn = order === "ascending" ? 1 : -1;
        const rows = [...table.tBodies[0].rows].map((row) => [value(row, at), row]);
        rows.sort(([a], [b]) => a === null || b === null ? (a === null) - (b === null) : turn * compare(a, b));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }

  function filterable(table) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 9) return;
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const box = make("label", { className: "filter", textContent: "Filter rows" });
    const input = make("input", { type: "search" });
    const count = make("span", {});
    box.append(input, count);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let left = 0;
      rows.forEach((row, at) => { if (!(row.hidden = !texts[at].includes(wanted))) left += 1; });
      count.textContent = wanted ? `${left} of ${rows.length}` : "";
      said.textContent = wanted ? `${left} of ${rows.length} rows` : "";
    });
    table.closest(".scroll").before(box);
  }

  function copyable(pre) {
    const button = make("button", { type: "button", className: "copy", textContent: "Copy" });
    button.setAttribute("aria-label", `Copy ${pre.getAttribute("aria-label")}`);
    button.addEventListener("click", async () => {
      const text = pre.textContent;
      try {
        await navigator.clipboard.writeText(text);
      } catch {  // not allowed for this file: the selection can be copied by hand
        getSelection().selectAllChildren(pre);
        document.execCommand("copy");
      }
      button.textContent = said.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    pre.after(button);
  }

  document.querySelectorAll("table.rows").forEach((table) => { sortable(table); filterable(table); });
  document.querySelectorAll(".query pre").forEach(copyable);
})();

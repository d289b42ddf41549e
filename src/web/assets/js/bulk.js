// Ticking tickets: x ticks the row one stands on, X all of the page; Shift+click ticks a stretch. The bar
// shows itself when something is ticked. Without this the boxes and the bar are simply there.

const bar = document.querySelector("[data-bulk]");
const boxes = () => [...document.querySelectorAll(".queue-pick input")];

function count() {
  const ticked = boxes().filter((box) => box.checked).length;
  const all = bar.querySelector("[data-bulk-all] input");
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
  bar.classList.toggle("is-idle", ticked === 0);
  const line = bar.querySelector("[data-bulk-count]");
  const words = ticked === 1 ? line.dataset.one : line.dataset.other;
  line.textContent = ticked === 0 ? "" : words.replace("{n}", ticked.toLocaleString(document.documentElement.lang));
  for (const row of document.querySelectorAll(".has-pick")) row.classList.toggle("is-ticked", Boolean(row.querySelector(".queue-pick input:checked")));
}

const tickAll = (on) => {
  for (const box of boxes()) box.checked = on;
  count();
};

if (bar) {
  bar.classList.add("is-live");
  bar.querySelector("[data-bulk-all]").hidden = false;
  let last;
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".queue-pick input");
    if (box) {
      const all = boxes();
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      if (event.shiftKey && from >= 0) for (const other of all.slice(from, to + 1)) other.checked = box.checked;
      last = box;
      count();
    }
    const every = event.target.closest?.("[data-bulk-all] input");
    if (every) tickAll(every.checked);
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.body.dataset.hotkeys === "off" || document.querySelector("dialog[open]")) return;
    if (event.target.matches?.("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "x") {
      const row = document.activeElement?.closest?.("[data-hotkey-item]");
      const box = row?.querySelector(".queue-pick input");
      if (box) {
        box.checked = !box.checked;
        last = box;
        count();
        event.preventDefault();
      }
    } else if (event.key === "X") {
      tickAll(!boxes().every((box) => box.checked));
      event.preventDefault();
    } else if (event.key === "Escape") {
      for (const open of bar.querySelectorAll("details[open]")) open.open = false;
    }
  });
  document.addEventListener("sahut:swapped", count);
  count();
}

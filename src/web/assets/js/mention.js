// "@" in an internal note offers the names of colleagues who see the ticket; arrows, Enter or Tab, Esc.
// Without this the name is simply typed.
//
// <textarea data-mention="/desk/42/colleagues" data-text-mention="Name a colleague">

const field = document.querySelector("[data-mention]");
const note = document.getElementById("composer-note");
// What stands between the @ and the cursor: a name may have several words.
const WORD = /(?:^|[^\p{L}\p{N}._-])@([\p{L}\p{N}._'-]*(?: [\p{L}\p{N}._'-]*){0,2})$/u;
let list; // while it is open
let asked = 0;

const typed = () => field.value.slice(0, field.selectionStart).match(WORD)?.[1];

function close() {
  list?.remove();
  list = undefined;
  field.removeAttribute("aria-controls");
  field.removeAttribute("aria-activedescendant");
}

function choose(option) {
  const end = field.selectionStart;
  const from = end - typed().length - 1;
  const words = `${option.dataset.words} `;
  close();
  field.focus();
  field.setSelectionRange(from, end);
  if (!document.execCommand?.("insertText", false, words)) {
    field.setRangeText(words, from, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function show(names) {
  close();
  if (names.length === 0) return;
  list = document.createElement("ul");
  list.id = "mention-list";
  list.className = "mention-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.textMention);
  list.append(
    ...names.map(({ words, role }, n) => {
      const item = document.createElement("li");
      const more = document.createElement("span");
      item.id = `mention-${n}`;
      item.dataset.words = words;
      item.textContent = words;
      more.className = "muted small";
      more.textContent = ` ${role}`;
      item.append(more);
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(n === 0));
      return item;
    }),
  );
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  field.before(list);
  field.setAttribute("aria-controls", "mention-list");
  field.setAttribute("aria-activedescendant", "mention-0");
}

async function look() {
  const words = note.checked ? typed() : undefined;
  if (words === undefined) return close();
  asked += 1;
  const mine = asked;
  try {
    const answer = await fetch(`${field.dataset.mention}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return close();
    const names = await answer.json();
    // Somebody typed on meanwhile: a later question has the answer.
    if (mine === asked && typed() !== undefined) show(names);
  } catch {
    close();
  }
}

function key(event) {
  if (!list) return;
  const options = [...list.children];
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const move = (to) => {
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === to)));
    options[to].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[to].id);
  };
  if (event.key === "ArrowDown") move((now + 1) % options.length);
  else if (event.key === "ArrowUp") move((now - 1 + options.length) % options.length);
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(options[now]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

if (field && note) {
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", (event) => event.isComposing || look());
  field.addEventListener("keydown", key);
  field.addEventListener("blur", () => setTimeout(close, 100));
}

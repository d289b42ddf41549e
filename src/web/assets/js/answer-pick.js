// Canned answers without leaving the reply box: "/" at the beginning of a line opens a field that finds
// them by name; arrows, Enter, Esc. The button beside the list puts its words in without a new page, too.
//
// <div data-answer-pick="/desk/42/answer/" data-for="body"> <select> <button name="do" value="insert"> </div>

const box = document.querySelector("[data-answer-pick]");
const field = box && document.getElementById(box.dataset.for);
const select = box?.querySelector("select");
const SHOWN = 8;

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/// Puts words where the cursor is, in a way that Ctrl+Z takes back.
function put(words, from, to) {
  field.focus();
  field.setSelectionRange(from, to);
  if (!document.execCommand?.("insertText", false, words)) {
    field.setRangeText(words, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function fetchWords(id) {
  const answer = await fetch(box.dataset.answerPick + encodeURIComponent(id), { headers: { Accept: "text/plain" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.text();
}

async function insert(id, from, to) {
  try {
    put(await fetchWords(id), from, to);
  } catch {
    tell(box.dataset.textFailed);
  }
}

let hint;
function tell(words) {
  hint ??= box.querySelector(".answer-hint");
  hint.hidden = false;
  hint.setAttribute("role", "status");
  hint.textContent = words;
}

let finder; // the field that finds, while it is open
let at = [0, 0]; // the "/" it replaces

function open(from, to) {
  at = [from, to];
  finder = document.createElement("div");
  finder.className = "answer-finder";
  const input = document.createElement("input");
  input.type = "text";
  input.maxLength = 100;
  input.autocomplete = "off";
  input.placeholder = box.dataset.textFind;
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-label": box.dataset.textFind,
    "aria-autocomplete": "list",
    "aria-expanded": "true",
    "aria-controls": "answer-list",
  }))
    input.setAttribute(name, value);
  const list = document.createElement("ul");
  list.id = "answer-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.textFind);
  finder.append(input, list);
  box.before(finder);
  input.addEventListener("input", () => fill(input, list));
  input.addEventListener("keydown", (event) => key(event, input, list));
  input.addEventListener("blur", () => setTimeout(() => finder && !finder.contains(document.activeElement) && close(false), 100));
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) choose(option.dataset.id);
  });
  fill(input, list);
  input.focus();
}

function close(back = true) {
  finder?.remove();
  finder = undefined;
  if (back) {
    field.focus();
    field.setSelectionRange(at[1], at[1]);
  }
}

function choose(id) {
  const [from, to] = at;
  close(false);
  insert(id, from, to);
}

function fill(input, list) {
  const wanted = fold(input.value).split(/\s+/).filter(Boolean);
  const all = [...select.options].filter((option) => option.value);
  const found = all.filter((option) => wanted.every((word) => fold(option.text).includes(word))).slice(0, SHOWN);
  list.replaceChildren(
    ...found.map((option, n) => {
      const item = document.createElement("li");
      item.id = `answer-option-${n}`;
      item.dataset.id = option.value;
      item.textContent = option.text;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(n === 0));
      return item;
    }),
  );
  if (found.length === 0) {
    const none = document.createElement("li");
    none.textContent = box.dataset.textNone;
    none.setAttribute("role", "option");
    none.setAttribute("aria-disabled", "true");
    none.setAttribute("aria-selected", "false");
    list.append(none);
    input.removeAttribute("aria-activedescendant");
  } else input.setAttribute("aria-activedescendant", "answer-option-0");
}

function key(event, input, list) {
  const options = [...list.querySelectorAll("[data-id]")];
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const move = (to) => {
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === to)));
    options[to].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[to].id);
  };
  if (event.key === "ArrowDown" && options.length) move((now + 1) % options.length);
  else if (event.key === "ArrowUp" && options.length) move((now - 1 + options.length) % options.length);
  else if (event.key === "Enter" || event.key === "Tab") {
    if (options[now]) choose(options[now].dataset.id);
    else close();
  } else if (event.key === "Escape" || (event.key === "Backspace" && input.value === "")) close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

if (box && field && select) {
  box.querySelector(".answer-hint").hidden = false;
  field.addEventListener("input", (event) => {
    if (event.inputType !== "insertText" || event.data !== "/" || event.isComposing || finder) return;
    const end = field.selectionStart;
    const begins = end === 1 || field.value[end - 2] === "\n";
    if (begins) open(end - 1, end);
  });
  box.querySelector("[name=do]").addEventListener("click", (event) => {
    if (!select.value) return; // the server says what is missing
    event.preventDefault();
    const end = field.value.length;
    const typed = field.value.trimEnd();
    fetchWords(select.value)
      .then((words) => put(typed ? `\n\n${words}` : words, typed.length, end))
      .catch(() => tell(box.dataset.textFailed));
  });
}

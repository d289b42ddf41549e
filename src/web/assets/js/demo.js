// The demo page: mail and Telegram panes post their forms, lists look again every two seconds.
// The telephone is in demo-phone.js.
//
// <input type=file data-demo-send>            sends its form once a file is chosen
// <form data-demo-post> … [data-demo-result]  answers JSON {message}; on success fields with data-clear empty
// <ul data-demo-poll="/demo/telegram/messages" data-demo-stick> answers an HTML fragment of <li>

import "./demo-phone.js";

const EVERY = 2000;

const toEnd = (list) => {
  if ("demoStick" in list.dataset) list.scrollTop = list.scrollHeight;
};

async function refresh(list, follow) {
  try {
    const answer = await fetch(list.dataset.demoPoll, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const html = await answer.text();
    if (list.dataset.shown === html) return;
    list.dataset.shown = html;
    const open = new Set([...list.querySelectorAll("details[open][id]")].map((node) => node.id));
    const near = follow || list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    list.innerHTML = html; // our own server's fragment, escaped there
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (near) toEnd(list);
    const empty = document.getElementById(`${list.id}-empty`);
    if (empty) empty.hidden = list.children.length > 0;
  } catch {
    // The server is being restarted; the next look will find it.
  }
}

const lists = [...document.querySelectorAll("[data-demo-poll]")];
const look = (follow = false) => {
  if (!document.hidden) for (const list of lists) refresh(list, follow);
};
look(true);
setInterval(look, EVERY);
addEventListener("hashchange", () => lists.forEach(toEnd)); // a pane that was hidden had no height

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-demo-post]");
  if (!form) return;
  event.preventDefault();
  const result = form.querySelector("[data-demo-result]");
  const button = event.submitter ?? form.querySelector("button[type=submit], button:not([type])");
  const data = new FormData(form, event.submitter); // a button's own name and value count
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json().catch(() => ({}));
    if (result) result.textContent = said.message ?? (answer.ok ? form.dataset.done : form.dataset.failed) ?? "";
    if (answer.ok) for (const field of form.querySelectorAll("[data-clear]")) field.value = "";
  } catch {
    if (result) result.textContent = form.dataset.failed ?? "";
  } finally {
    button.disabled = false;
    look(true);
  }
});

// A file that was chosen goes off at once, as in a chat.
document.addEventListener("change", (event) => {
  const field = event.target.closest?.("[data-demo-send]");
  if (field?.files.length) field.form.requestSubmit();
});

// Buttons that send a ready-made text, e.g. /start.
document.addEventListener("click", (event) => {
  const ready = event.target.closest?.("[data-demo-fill]");
  if (!ready) return;
  const field = document.getElementById(ready.dataset.for);
  field.value = ready.dataset.demoFill;
  field.form.requestSubmit();
});

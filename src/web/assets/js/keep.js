// What is typed into the reply box is kept on the server, too: it survives another machine. The browser's own
// copy (draft.js) is quicker and stays; this one is sent when the typing pauses.
//
// <textarea data-keep="/desk/42/draft">

const PAUSE = 2_000;
const field = document.querySelector("[data-keep]");
let timer = 0;
let sent = false;
let last = field?.value ?? "";

function fields() {
  const form = new FormData(field.form);
  return new URLSearchParams({ csrf: form.get("csrf"), kind: form.get("kind") ?? "reply", body: field.value });
}

async function keep() {
  clearTimeout(timer);
  if (sent || field.value === last) return;
  last = field.value;
  try {
    await fetch(field.dataset.keep, { method: "POST", body: fields() });
  } catch {
    last = undefined; // the next pause tries again
  }
}

if (field?.form) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  field.form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (sent = false));
  addEventListener("pagehide", () => {
    if (!sent && field.value !== last) navigator.sendBeacon?.(field.dataset.keep, fields());
  });
}

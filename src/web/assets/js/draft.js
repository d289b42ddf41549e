// Nothing typed is ever lost: fields with data-draft="name" are kept in this tab until sent.
// <textarea name="body" data-draft="report-body"> — the name must be unique, e.g. "reply-42".

const PREFIX = "sahut-draft:";
const store = {
  get: (key) => {
    try {
      return sessionStorage.getItem(PREFIX + key);
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      if (value) sessionStorage.setItem(PREFIX + key, value);
      else sessionStorage.removeItem(PREFIX + key);
    } catch {
      // Storage full or blocked: typing must go on all the same.
    }
  },
};

const sent = new Set();

function restore(field) {
  // Words that the server put there (an inserted answer) are a draft from now on.
  if (field.hasAttribute("data-draft-keep") && field.value !== "") return store.set(field.dataset.draft, field.value);
  const kept = store.get(field.dataset.draft);
  // What the server sent back (a form with errors) is newer than the draft.
  // A copy kept on the server (keep.js) is as old as this one, or older.
  if (!kept || (field.value !== "" && !field.hasAttribute("data-draft-older")) || field.type === "password") return;
  field.value = kept;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.draft || field.type === "password" || field.type === "file") return;
  store.set(field.dataset.draft, field.value);
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const field of event.target.elements) if (field.dataset?.draft) sent.add(field.dataset.draft);
});

// Only when the next page has really come. Without a line the browser's own error page comes instead,
// and then the draft must still be here on the way back.
addEventListener("pagehide", () => {
  if (navigator.onLine) for (const key of sent) store.set(key, "");
});
addEventListener("pageshow", () => sent.clear());

for (const field of document.querySelectorAll("[data-draft]")) restore(field);

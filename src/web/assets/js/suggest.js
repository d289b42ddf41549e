// "Does this answer it?" — while a citizen writes, before a ticket is made.
//
// <textarea data-suggest-url="/report/suggest" data-suggest-into="suggestions">
// <div class="suggestions" id="suggestions" aria-live="polite"></div>
// POSTs q (and the form's csrf field): what people write to us does not belong in a log of addresses.

const WAIT = 600;
const ENOUGH = 12;

function setUp(field) {
  const target = document.getElementById(field.dataset.suggestInto);
  if (!target) return;
  let timer = 0;
  let request = null;
  let last = "";

  const ask = async () => {
    const text = field.value.trim().slice(0, 1000);
    if (text === last) return;
    last = text;
    request?.abort();
    if (text.length < ENOUGH) return target.replaceChildren();
    request = new AbortController();
    const body = new URLSearchParams({ q: text });
    const csrf = field.form?.elements.namedItem("csrf")?.value;
    if (csrf) body.set("csrf", csrf);
    try {
      const answer = await fetch(field.dataset.suggestUrl, { method: "POST", body, signal: request.signal });
      if (!answer.ok) return;
      const html = (await answer.text()).trim();
      // Leave it alone while somebody is reading in it, and do not announce the same thing twice.
      if (target.contains(document.activeElement) || target.dataset.shown === html) return;
      target.dataset.shown = html;
      target.innerHTML = html;
    } catch {
      // Offline or overtaken: a suggestion is a courtesy, the form goes on without it.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  if (field.value.trim()) ask();
}

for (const field of document.querySelectorAll("[data-suggest-url]")) setUp(field);

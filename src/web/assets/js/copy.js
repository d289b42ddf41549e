// A copy button, also for what arrives later in the page.
//
// <button type="button" data-copy="2611-000042-7" data-copied="Tersalin" hidden>… <span data-copy-label>Salin</span></button>
// or data-copy-from="id" to copy another element's text.

const reveal = (root) => {
  for (const button of root.querySelectorAll("[data-copy], [data-copy-from]")) button.hidden = false;
};

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http on a local network has no clipboard: select and let the browser do it the old way.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-from]");
  if (!button) return;
  const text = button.dataset.copy ?? document.getElementById(button.dataset.copyFrom)?.textContent ?? "";
  if (!(await copy(text.trim()))) return;
  const label = button.querySelector("[data-copy-label]");
  if (!label || !button.dataset.copied || button.dataset.busy) return;
  const before = label.textContent;
  button.dataset.busy = "1";
  label.setAttribute("aria-live", "polite");
  label.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
    delete button.dataset.busy;
  }, 2000);
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});

reveal(document);
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

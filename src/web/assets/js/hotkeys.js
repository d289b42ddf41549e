// Single keys for people who work here all day. Off with <body data-hotkeys="off"> (a setting of the
// account), because single keys get in the way of speech input.
//
// data-hotkey="r" on a link, button, label or field: it is pressed, or focused if one can type in it.
// data-hotkey-item on rows: j and k walk through them; Enter is the link's own.
// data-dialog="id" on a button opens that <dialog>. data-hotkey-submit on a textarea: Ctrl+Enter sends.

const canType = (node) => node?.matches?.("input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select, [contenteditable]");

function walk(step) {
  const rows = [...document.querySelectorAll("[data-hotkey-item]")];
  if (rows.length === 0) return false;
  const here = document.activeElement?.closest?.("[data-hotkey-item]") ?? document.querySelector("[data-hotkey-item].is-current");
  const at = rows.indexOf(here);
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  (next.querySelector("a, button") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(node) {
  if (node.matches("label[for]")) node = document.getElementById(node.htmlFor) ?? node;
  if (node.matches("input[type=radio]")) {
    node.click();
    // Choosing "note" by key means wanting to write one.
    node.form?.querySelector("textarea")?.focus();
  } else if (canType(node)) node.focus();
  else node.click();
  // What unfolds is filled in at once.
  if (node.matches("summary") && node.parentElement.open) node.parentElement.querySelector("select, input:not([type=hidden]), textarea, button")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const field = event.target.closest?.("[data-hotkey-submit]");
    if (field?.form) {
      event.preventDefault();
      // With Shift: and then the next one, where the form knows how.
      const next = event.shiftKey && field.form.querySelector("[data-submit-next]");
      field.form.requestSubmit(next || undefined);
    }
    return;
  }
  const unfolded = event.key === "Escape" && event.target.closest?.("details.action[open]");
  if (unfolded) {
    unfolded.open = false;
    unfolded.querySelector("summary").focus();
    return;
  }
  if (event.key === "Escape" && canType(event.target) && event.target.closest("[data-hotkey-leave]")) {
    event.target.blur();
    return;
  }
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.body.dataset.hotkeys === "off" || canType(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  let done = false;
  if (event.key === "j") done = walk(1);
  else if (event.key === "k") done = walk(-1);
  else if (event.key.length === 1) {
    // One that can be seen: a menu of the wide page may be folded away on the narrow one.
    const nodes = [...document.querySelectorAll(`[data-hotkey="${CSS.escape(event.key)}"]`)];
    const node = nodes.find((one) => one.checkVisibility?.() ?? true) ?? nodes[0];
    if (node && !node.disabled) {
      press(node);
      done = true;
    }
  }
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal?.();
});
for (const opener of document.querySelectorAll("[data-dialog]")) opener.hidden = false;

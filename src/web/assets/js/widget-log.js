// The log of the chat window: clones the server's <template>s and fills their [data-slot]s. Only ever
// textContent: what people write is never markup.

const root = document.querySelector("[data-chat]");
const log = root.querySelector("[data-chat-log]");
// English here is written as elsewhere on these pages: 14:05, not 2:05 PM.
const clock = new Intl.DateTimeFormat(root.dataset.language === "en" ? "en-GB" : root.dataset.language, { hour: "2-digit", minute: "2-digit" });

export const at = (milliseconds) => clock.format(milliseconds);

export function stamp(name) {
  return root.querySelector(`template[data-chat-template="${name}"]`).content.firstElementChild.cloneNode(true);
}

export function fill(node, slots) {
  for (const [name, text] of Object.entries(slots)) {
    const slot = node.querySelector(`[data-slot="${name}"]`);
    if (!slot) continue;
    slot.textContent = text ?? "";
    slot.hidden = !text;
  }
  return node;
}

export function add(node, before = null) {
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  log.insertBefore(node, before);
  if (near) log.scrollTop = log.scrollHeight;
}

export function bubble(author, text, name, when) {
  const node = fill(stamp("message"), { text, name, time: when ? at(when) : "", state: "" });
  node.classList.add(`chat-message--${author}`);
  return node;
}

export function attach(message, files) {
  const list = message.querySelector("[data-chat-files]");
  for (const { name, url } of files) {
    const target = new URL(url, location.href);
    if (target.origin !== location.origin) continue;
    const item = fill(stamp("file"), { name });
    item.querySelector("a").href = target.href;
    list.append(item);
  }
  list.hidden = !list.children.length;
}

export function mark(node, state, text) {
  node.dataset.state = state;
  fill(node, { state: text });
}

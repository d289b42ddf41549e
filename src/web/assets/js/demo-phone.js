// A telephone: keys in, spoken words out. Every step is one POST to /demo/phone, which speaks the voice
// webhook as a carrier would and answers JSON {say: [..], expects: "digits"|"record"|"none", ended: bool,
// digits?: how many are wanted}.
//
// <form data-demo-phone action="/demo/phone" method="post" data-text-{calling,ended,failed,pressed}="…">
//   hidden fields (csrf, from) go along; ours are call, event=start|digits|record|hangup, digits, recording
//   [data-phone-log] [data-phone-display] button[data-key] button[data-phone-call] button[data-phone-hang]
//   [data-phone-record] (textarea name="recording" and a button, shown when expects = "record")
//   input[type=checkbox][data-phone-aloud] — speech by the browser, if it can

const PAUSE = 2500; // a caller who stops pressing is done, as on a real line

for (const phone of document.querySelectorAll("[data-demo-phone]")) {
  const part = (name) => phone.querySelector(`[data-phone-${name}]`);
  const [log, display, call, hang, record, aloud] = ["log", "display", "call", "hang", "record", "aloud"].map(part);
  const keys = [...phone.querySelectorAll("[data-key]")];
  let id = null;
  let digits = "";
  let wanted = 0;
  let expects = "none";
  let timer = 0;

  const line = (text, kind) => {
    if (!text) return;
    const item = document.createElement("p");
    if (kind) item.className = kind;
    item.textContent = text;
    log.append(item);
    log.scrollTop = log.scrollHeight;
  };
  const speak = (text) => {
    if (!aloud?.checked || !("speechSynthesis" in window)) return;
    const voice = new SpeechSynthesisUtterance(text);
    voice.lang = phone.dataset.language ?? document.documentElement.lang;
    speechSynthesis.speak(voice);
  };
  const show = () => {
    display.textContent = digits;
  };
  const ready = () => {
    const on = id !== null;
    call.hidden = on;
    hang.hidden = !on;
    if (record) record.hidden = expects !== "record";
    for (const key of keys) key.disabled = !on || expects !== "digits";
  };
  const end = () => {
    clearTimeout(timer);
    id = null;
    digits = "";
    expects = "none";
    show();
    line(phone.dataset.textEnded, "is-state");
    ready();
  };

  async function step(event, more = {}) {
    clearTimeout(timer);
    const mine = id;
    expects = "none";
    ready();
    const body = new URLSearchParams(new FormData(phone));
    body.delete("recording");
    for (const [name, value] of Object.entries({ call: mine, event, ...more })) body.set(name, value);
    try {
      const answer = await fetch(phone.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.json();
      if (id !== mine) return; // hung up meanwhile
      for (const text of said.say ?? []) {
        line(text);
        speak(text);
      }
      if (said.ended) return end();
      expects = said.expects ?? "none";
      wanted = said.digits ?? 0;
      ready();
      if (expects === "record") record?.querySelector("textarea, input")?.focus();
    } catch {
      line(phone.dataset.textFailed, "is-state");
      end();
    }
  }

  const sendDigits = () => {
    const pressed = digits;
    digits = "";
    show();
    line(pressed, "is-pressed");
    step("digits", { digits: pressed });
  };
  const press = (key) => {
    if (expects !== "digits") return;
    window.speechSynthesis?.cancel();
    clearTimeout(timer);
    if (key === "#" && digits) return sendDigits();
    digits += key;
    show();
    if (wanted && digits.length >= wanted) sendDigits();
    else timer = setTimeout(sendDigits, PAUSE);
  };

  for (const key of keys) key.addEventListener("click", () => press(key.dataset.key));
  phone.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea, input") || !/^[0-9*#]$/.test(event.key)) return;
    event.preventDefault();
    press(event.key);
  });
  call.addEventListener("click", () => {
    id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
    log.replaceChildren();
    line(phone.dataset.textCalling, "is-state");
    ready();
    hang.focus();
    step("start");
  });
  hang.addEventListener("click", () => {
    window.speechSynthesis?.cancel();
    step("hangup");
    end();
    call.focus();
  });
  phone.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = record?.querySelector("[name=recording]");
    if (expects !== "record" || !field) return;
    const words = field.value.trim();
    line(words, "is-pressed");
    field.value = "";
    step("record", { recording: words });
  });
  ready();
}

// The one script tag for other sites. Copy it from the administration page, which fills in the words:
//
// <script src="https://sahut.example/assets/js/embed.js" async data-language="id"
//         data-label-open="Tanya kami" data-label-close="Tutup obrolan" data-title="Obrolan"></script>
//
// It adds a button of its own in a shadow root, so neither page styles the other, and opens the chat in
// an iframe only when asked. The host's CSP needs our origin in script-src and frame-src, nothing else.
(() => {
  const tag = document.currentScript ?? document.querySelector('script[src*="/assets/js/embed.js"]');
  if (!tag || customElements.get("sahut-chat")) return;
  const ours = new URL(tag.src, location.href).origin;
  const words = tag.dataset;
  const NAME = "Sahut"; // a proper name, the same in every language

  const LOOK = `
    :host { all: initial; position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000;
      font-family: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
    button { display: inline-flex; align-items: center; gap: 10px; min-block-size: 52px; padding: 0 20px 0 16px;
      border: 0; border-radius: 26px; background: ${/^#[0-9a-f]{6}$/i.test(words.colour ?? "") ? words.colour : "#0b6068"};
      color: #fff; font: inherit; font-weight: 600; font-size: 16px; line-height: 1; cursor: pointer; box-shadow: 0 8px 24px rgb(15 33 42 / 25%); }
    button:focus-visible { outline: 2px solid #fff; outline-offset: -5px; }
    svg { inline-size: 24px; block-size: 24px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; }
    .window { position: absolute; inset-block-end: 64px; inset-inline-end: 0; inline-size: 384px; block-size: min(620px, calc(100vh - 120px));
      border-radius: 10px; overflow: hidden; background: #fff; box-shadow: 0 8px 40px rgb(15 33 42 / 30%); }
    .window[hidden] { display: none; }
    iframe { inline-size: 100%; block-size: 100%; border: 0; }
    @media (max-width: 480px) { .window { position: fixed; inset: 0; inline-size: auto; block-size: auto; border-radius: 0; } }
    @media print { :host { display: none; } }`;

  class SahutChat extends HTMLElement {
    #button;
    #window;
    #frame = null;

    connectedCallback() {
      const root = this.attachShadow({ mode: "open" });
      // A constructed sheet is no inline style: hosts with a strict CSP need not allow anything.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(LOOK);
      root.adoptedStyleSheets = [sheet];
      this.#window = document.createElement("div");
      this.#window.className = "window";
      this.#window.hidden = true;
      this.#button = document.createElement("button");
      this.#button.type = "button";
      this.#button.setAttribute("aria-expanded", "false");
      const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      icon.setAttribute("viewBox", "0 0 20 20");
      icon.setAttribute("aria-hidden", "true");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", "M4.25 3.5h11.5A1.5 1.5 0 0 1 17.25 5v7.25a1.5 1.5 0 0 1-1.5 1.5H9.5L5.75 17v-3.25h-1.5a1.5 1.5 0 0 1-1.5-1.5V5a1.5 1.5 0 0 1 1.5-1.5ZM6.5 7.25h7M6.5 10.25h4.5");
      icon.append(path);
      const label = document.createElement("span");
      label.textContent = words.labelOpen ?? NAME;
      this.#button.append(icon, label);
      this.#button.addEventListener("click", () => this.#toggle(this.#window.hidden));
      root.append(this.#window, this.#button);
      addEventListener("message", (event) => {
        if (event.origin !== ours || event.source !== this.#frame?.contentWindow) return;
        if (event.data?.type === "sahut:close") this.#toggle(false);
      });
    }

    #toggle(open) {
      if (open && !this.#frame) {
        const address = new URL("/widget", ours);
        address.searchParams.set("host", location.origin);
        address.searchParams.set("page", location.origin + location.pathname);
        if (words.language) address.searchParams.set("language", words.language);
        this.#frame = document.createElement("iframe");
        this.#frame.src = address.href;
        this.#frame.title = words.title ?? NAME;
        this.#frame.allow = `geolocation ${ours}`;
        // Until it has loaded, the frame is an empty page of the host's.
        this.#frame.addEventListener("load", () => {
          this.#frame.dataset.here = "1";
          if (!this.#window.hidden) this.#greet();
        });
        this.#window.append(this.#frame);
      }
      this.#window.hidden = !open;
      this.#button.setAttribute("aria-expanded", String(open));
      this.#button.lastElementChild.textContent = (open ? words.labelClose : words.labelOpen) ?? NAME;
      if (open) this.#greet();
      else this.#button.focus();
    }

    #greet() {
      if (this.#frame.dataset.here) this.#frame.contentWindow?.postMessage({ type: "sahut:open" }, ours);
    }
  }

  customElements.define("sahut-chat", SahutChat);
  const start = () => document.body.append(document.createElement("sahut-chat"));
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();

// The line between a browser and the house: one WebSocket that comes and goes, and an outbox that
// does not. What is said is kept here until the house has acknowledged it, and is sent again with the
// same client_id after every break, so nothing is lost and nothing arrives twice.
//
// One frame is under way at a time: order is kept, and an `error` is always about that one.

import { keep, newId, recall } from "./widget-memory.js";
import { Sequence } from "./widget-sequence.js";

const VERSION = 1;
const TOKEN = "sahut-chat-token";
const OUTBOX = "sahut-chat-outbox";
const PING_EVERY = 25_000;
const SILENT_AFTER = 10_000;
const LONGEST_WAIT = 30_000;
const SAY_AGAIN = 5_000;

export class Line extends EventTarget {
  #url;
  #hello;
  #socket = null;
  #welcomed = false;
  #tries = 0;
  #sequence = new Sequence();
  #holeTimer = 0;
  #retry = 0;
  #ping = 0;
  #silence = 0;
  #later = 0;
  #underWay = null; // client_id of the frame that waits for its ack

  constructor(url, hello) {
    super();
    this.#url = url;
    this.#hello = hello;
  }

  get waiting() {
    return recall(OUTBOX, []);
  }

  open() {
    clearTimeout(this.#retry);
    if (this.#socket) return;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#tell("state", "connecting");
    socket.onopen = () => {
      const token = recall(TOKEN, null);
      this.#send({ type: "hello", after: this.#sequence.after, ...this.#hello, ...(token ? { token } : {}) });
      this.#listen();
    };
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#lost(socket);
    socket.onerror = () => socket.close();
  }

  // Returns the client_id at once; the state of it comes as "sent" or "refused".
  post(frame) {
    const item = { client_id: newId(), ...frame };
    keep(OUTBOX, [...this.waiting, item]);
    this.#next();
    return item.client_id;
  }

  typing() {
    if (this.#welcomed) this.#send({ type: "typing" });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ v: VERSION, ...frame }));
  }

  #next() {
    const [first] = this.waiting;
    if (first && this.#welcomed && this.#underWay !== first.client_id) {
      this.#underWay = first.client_id;
      this.#send(first);
    }
  }
  #done(clientId) {
    keep(OUTBOX, this.waiting.filter((item) => item.client_id !== clientId));
    if (this.#underWay === clientId) this.#underWay = null;
    this.#next();
  }

  #receive(data) {
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return; // not from our server
    }
    this.#listen();
    if (frame.type === "welcome") this.#welcome(frame);
    else if (frame.type === "message") this.#message(frame);
    else if (frame.type === "ack") {
      this.#mark(frame.seq);
      this.#tell("sent", frame);
      this.#done(frame.client_id);
    } else if (frame.type === "error") this.#error(frame);
    else this.#tell(frame.type, frame);
  }

  #welcome(frame) {
    if (frame.token !== recall(TOKEN, null)) {
      keep(TOKEN, frame.token);
      if (!this.#sequence.isEmpty) this.#tell("fresh");
    }
    this.#sequence.restart(frame.after);
    this.#welcomed = true;
    this.#tries = 0;
    this.#underWay = null;
    this.#tell("state", frame.online ? "online" : "away");
    this.#tell("limits", frame.limits);
    this.#next();
  }

  #message(frame) {
    const isNew = this.#mark(frame.seq);
    if (isNew || frame.client_id) this.#tell("message", frame);
    if (frame.client_id) this.#done(frame.client_id);
  }

  #mark(seq) {
    const isNew = this.#sequence.add(seq);
    clearTimeout(this.#holeTimer);
    if (this.#sequence.hasHole) {
      this.#holeTimer = setTimeout(() => this.#sequence.shouldAsk() && this.#socket?.close(), 3000);
    }
    return isNew;
  }

  #error(frame) {
    const refused = this.#welcomed ? this.#underWay : null;
    if (frame.code === "bad_token") keep(TOKEN, null);
    if (frame.code === "too_fast") {
      // The house is busy with us: what is under way stays in the outbox and is said again.
      this.#tell("slow", frame);
      clearTimeout(this.#later);
      this.#later = setTimeout(() => {
        this.#underWay = null;
        this.#next();
      }, SAY_AGAIN);
      return;
    }
    if (refused) this.#done(refused);
    this.#tell("refused", { ...frame, client_id: refused });
    if (!this.#welcomed) this.#socket?.close();
  }

  #listen() {
    clearTimeout(this.#ping);
    clearTimeout(this.#silence);
    this.#ping = setTimeout(() => {
      this.#send({ type: "ping" });
      this.#silence = setTimeout(() => this.#socket?.close(), SILENT_AFTER);
    }, PING_EVERY);
  }

  #lost(socket) {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#welcomed = false;
    this.#underWay = null;
    clearTimeout(this.#ping);
    clearTimeout(this.#silence);
    clearTimeout(this.#holeTimer);
    clearTimeout(this.#later);
    this.#tell("state", "offline");
    // Half fixed, half by chance: after a restart not everybody comes back in the same second.
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** this.#tries);
    this.#tries += 1;
    this.#retry = setTimeout(() => this.open(), wait / 2 + (Math.random() * wait) / 2);
  }
}

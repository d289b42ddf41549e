// What the chat remembers between visits: its token and what has not been acknowledged yet.

// An iframe on a foreign page may be refused storage: then memory has to do. Otherwise storage is asked
// every time, because a second tab of the same citizen writes there too.
const memory = new Map();
let blocked = false;

export const keep = (key, value) => {
  memory.set(key, value);
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    blocked = true;
  }
};

export const recall = (key, otherwise) => {
  if (blocked) return memory.get(key) ?? otherwise;
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return memory.get(key) ?? otherwise;
  }
};

// crypto.randomUUID exists on https only; the demo may be looked at over plain http.
export const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

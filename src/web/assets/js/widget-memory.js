// What the chat remembers between visits: its token and what has not been acknowledged yet.

// An iframe on a foreign page may be refused storage: then memory has to do.
const memory = new Map();
export const keep = (key, value) => {
  memory.set(key, value);
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // memory has it
  }
};
export const recall = (key, otherwise) => {
  if (memory.has(key)) return memory.get(key);
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
};

// crypto.randomUUID exists on https only; the demo may be looked at over plain http.
export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

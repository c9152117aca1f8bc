import { initSync } from "./app.js";

const loading = new Map();

// The main part's exports; it is there when one of its functions asks for a chunk.
const main = () => initSync();

function load(file) {
  if (!loading.has(file)) {
    const answer = fetch(new URL(file, import.meta.url));
    const imports = { MAIN: main(), JOINED_MAIN: main() };
    const loaded = WebAssembly.instantiateStreaming(answer, imports);
    // What failed is asked for again by the next visit.
    loaded.catch(() => loading.delete(file));
    loading.set(file, loaded);
  }
  return loading.get(file);
}

const chunk = (files) => async (callback, data) => {
  const there = await Promise.all(files.map(load)).then(
    () => true,
    () => false,
  );
  main().__indirect_function_table.get(callback)(data, there);
};

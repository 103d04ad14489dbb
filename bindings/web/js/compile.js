// Compiling a module of WebAssembly, wherever it is.

/** Compiles a module that is at a URL, in bytes, in a response, or compiled already. */
export async function compiled(source) {
  if (source instanceof WebAssembly.Module) return source;
  const found = typeof source === "string" || source instanceof URL ? await fetch(source) : source;
  if (!(typeof Response === "function" && found instanceof Response)) return WebAssembly.compile(found);
  if (!found.ok) throw new TypeError("the module was not found");
  // Compiling while it loads is for servers that call it by its type.
  return found.headers.get("Content-Type") === "application/wasm" && WebAssembly.compileStreaming
    ? WebAssembly.compileStreaming(found)
    : WebAssembly.compile(await found.arrayBuffer());
}

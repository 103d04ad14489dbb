// A redactor that hides what a test names, and nothing else.

/** `hide` says which texts it finds, and of what category they are: `{ "Jane Roe": "NAME" }`. */
export function fakeRedactor({ hide = {} } = {}) {
  const terms = Object.keys(hide).filter((term) => term !== "").sort((a, b) => b.length - a.length);

  function redact(text) {
    const findings = [];
    let [shown, at] = ["", 0];
    while (at < text.length) {
      const term = terms.find((each) => text.startsWith(each, at));
      if (term === undefined) {
        shown += text[at++];
        continue;
      }
      findings.push({
        start: at, end: at + term.length, type: hide[term], confidence: 1, rule: "fake", operator: "tag",
      });
      shown += `[${hide[term]}]`;
      at += term.length;
    }
    return { text: shown, findings };
  }

  const redactText = (text) => redact(text).text;
  const redactJson = (value) => {
    if (typeof value === "string") return redactText(value);
    if (Array.isArray(value)) return value.map(redactJson);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, redactJson(each)]));
  };
  return {
    redact,
    redactText,
    redactJson,
    redactLog: redactText,
    redactRecord: redactJson,
    /** It hides what stands within one piece. */
    stream: () => new TransformStream({ transform: (piece, out) => out.enqueue(redactText(piece)) }),
  };
}

// An index that gives the answers of a test.

const SILENT = {
  answer: "abstain", reason: "no_evidence", fallback: null, protocols: [], rivals: 0, notices: [], substitutions: [],
};

/** `answers` says what a text is answered with; every other text gets no answer. `asked` is what was searched for. */
export function fakeSearchIndex({ agencies = [""], answers = {}, suggestions = {} } = {}) {
  const asked = [];
  return {
    asked,
    agencies,
    search(text, { agency = agencies[0] } = {}) {
      asked.push(text);
      return Object.hasOwn(answers, text) ? answers[text] : { agency, ...SILENT };
    },
    suggest: (text) => (Object.hasOwn(suggestions, text) ? suggestions[text] : []),
    swap() {},
  };
}

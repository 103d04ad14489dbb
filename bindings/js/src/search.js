// Protocol search.

import * as check from "./check.js";
import { configuration } from "./configuration.js";
import { core, PhiwardError } from "./errors.js";

const MAKE = Symbol("make");
const NAMES = ["agency", "age", "code", "level", "limit", "snippet", "explain"];
const BUILD_NAMES = ["lexicon", "profiles"];

/** Makes function and class over one backend, or over one for indexes that are there and one that builds them. */
export function searching(backend, builder = backend) {
  const native = () => backend.native();

  /** Builds the index of a corpus: sections, or a text with one section in JSON a line. */
  async function buildIndex(corpus, options) {
    const lines = typeof corpus === "string" ? corpus : linesOf(corpus);
    const { lexicon, profiles } = check.options(options, BUILD_NAMES);
    const read = {};
    if (lexicon !== undefined) read.lexicon = check.text(lexicon, "lexicon");
    if (profiles !== undefined) read.profiles = profilesOf(profiles);
    await builder.ready();
    return core(() => builder.native().buildIndex(lines, JSON.stringify(read)));
  }

  /** The protocols of one or many agencies, searchable without a network. */
  class SearchIndex {
    static name = "SearchIndex";
    #library;

    constructor(token, library) {
      if (token !== MAKE) throw new PhiwardError("invalid_argument", "use SearchIndex.open");
      this.#library = library;
    }

    /** Opens what `buildIndex` or `phiward index build` made. */
    static async open(bytes) {
      const read = check.bytes(bytes, "bytes");
      await backend.ready();
      return new this(MAKE, core(() => native().ProtocolLibrary.open(read)));
    }

    get agencies() {
      return this.#library.agencies();
    }

    /** The protocols that a text means, or why there is none. */
    search(text, options) {
      check.text(text, "text");
      return JSON.parse(core(() => this.#library.search(text, queryOf(options))));
    }

    /** Protocols that a query in the making may be after. */
    suggest(text, options) {
      check.text(text, "text");
      return JSON.parse(core(() => this.#library.suggest(text, queryOf(options))));
    }

    /** Puts the agencies of another index in the place of those that are here: all of them, or none. */
    swap(bytes) {
      const read = check.bytes(bytes, "bytes");
      core(() => this.#library.swap(read));
    }
  }

  return { buildIndex, SearchIndex };
}

function queryOf(options) {
  return options === undefined ? "" : JSON.stringify(configuration(check.options(options, NAMES)));
}

function linesOf(corpus) {
  if (corpus === null || typeof corpus?.[Symbol.iterator] !== "function") {
    throw new PhiwardError("invalid_argument", "corpus must be a text or a list of sections");
  }
  return [...corpus].map((section) => JSON.stringify(check.object(section, "a section"))).join("\n");
}

/** Names of agencies are the caller's own; the fields of a profile are ours. */
function profilesOf(profiles) {
  const read = {};
  for (const [agency, profile] of Object.entries(check.object(profiles, "profiles"))) {
    read[agency] = configuration(check.object(profile, "a profile"));
  }
  return read;
}

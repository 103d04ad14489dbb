// Processor time of a query in MiniSearch and Orama, over the corpus that `search_scale --jsonl FOLDER` writes.
//
//   npm install --no-save minisearch @orama/orama
//   node benches/peers/search.mjs FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const lines = (name) =>
  readFileSync(join(folder, name), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const sections = lines("corpus.jsonl");
const queries = lines("queries.jsonl");

const micros = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

async function measure(name, search, rounds) {
  let answered = 0;
  for (const query of queries) answered += (await search(query)) > 0 ? 1 : 0;
  const start = micros();
  for (let round = 0; round < rounds; round++) for (const query of queries) await search(query);
  const each = (micros() - start) / rounds / queries.length;
  console.log(`${name}: ${answered} of ${queries.length} answered, ${each.toFixed(1)} us of processor time each`);
}

const { default: MiniSearch } = await import("minisearch");
const mini = new MiniSearch({ idField: "_id", fields: ["title", "text"], storeFields: ["agency", "age"] });
mini.addAll(sections);
const admits = (query) => (hit) => hit.agency === query.agency && hit.age !== "pediatric";
const boost = { title: 3 };
await measure("MiniSearch", (query) => mini.search(query.text, { boost, filter: admits(query) }).length, 5);
const loose = { boost, prefix: true, fuzzy: 0.2 };
await measure("MiniSearch, fuzzy and prefix", (query) => mini.search(query.text, { ...loose, filter: admits(query) }).length, 2);

const orama = await import("@orama/orama");
const schema = { title: "string", text: "string", agency: "enum", age: "enum" };
const db = orama.create({ schema });
await orama.insertMultiple(db, sections.map(({ _id, title, text, agency, age }) => ({ id: _id, title, text, agency, age })), 500);
const where = (query) => ({ agency: { eq: query.agency }, age: { eq: "adult" } });
await measure("Orama", async (query) => (await orama.search(db, { term: query.text, where: where(query), boost, limit: 10 })).count, 2);

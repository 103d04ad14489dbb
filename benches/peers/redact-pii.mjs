// redact-pii with its built-in patterns and names; it tells what it made of a text, and not where.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [input, limit] = process.argv.slice(2);
// Packages are looked up from where the command runs: a folder of the benches' own.
const require = createRequire(`${process.cwd()}/`);
const { SyncRedactor } = require('redact-pii');
const { version } = require('redact-pii/package.json');

const texts = readFileSync(input, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line).text);
const redactor = new SyncRedactor();
redactor.redact(texts[0]);

let [bytes, found] = [0, 0];
const start = process.cpuUsage();
let seconds = 0;
for (const text of texts) {
  found += redactor.redact(text) === text ? 0 : 1;
  bytes += Buffer.byteLength(text);
  const { user, system } = process.cpuUsage(start);
  seconds = (user + system) / 1e6;
  if (seconds > Number(limit)) break;
}
console.log(JSON.stringify({ version, bytes, seconds, found }));

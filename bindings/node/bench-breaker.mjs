// `node bindings/node/bench-breaker.mjs`: the breaker against cockatiel, in one process, with turns taken.

import { ConsecutiveBreaker, circuitBreaker, handleAll } from "cockatiel";
import { CircuitBreaker } from "./dist/index.js";

const ours = await CircuitBreaker.create();
const theirs = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
const open = await CircuitBreaker.create();
open.forceOpen();
const openTheirs = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) });
openTheirs.isolate();

const call = async () => 1;
const swallow = () => {};
const CALLS = [
  ["run", () => ours.run(call), () => theirs.execute(call), call],
  ["reject", () => open.run(call).catch(swallow), () => openTheirs.execute(call).catch(swallow), call],
];

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const TIMES = 20_000;
console.log("          bare ns  ours ns  cockatiel ns  overhead of ours / cockatiel");
for (const [name, ...calls] of CALLS) {
  const spent = calls.map(() => []);
  for (let round = 0; round < 31; round++) {
    for (const [index, each] of calls.entries()) {
      // Processor time: on a busy machine the clock tells how busy it is.
      const start = process.cpuUsage();
      for (let i = 0; i < TIMES; i++) await each();
      const { user, system } = process.cpuUsage(start);
      spent[index].push(((user + system) * 1000) / TIMES);
    }
  }
  const [mine, other, bare] = spent.map(median);
  console.log(name.padEnd(8), ...[bare, mine, other].map((ns) => ns.toFixed(0).padStart(9)), ((mine - bare) / (other - bare)).toFixed(3).padStart(12));
}

// Starts everything that the journal needs on this machine: an enclave without its hardware with a model behind it,
// and the gateway with SQLite, which serves the page too.
//
// `cargo xtask journal` builds the programs and runs this file; the tests start the same.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SITE = fileURLToPath(new URL("./dist/", import.meta.url));

/** Starts a program, and waits for a line of its output that fits. */
function started(program, args, stream, line) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.setEncoding("utf8");
  child.stdout.setEncoding("utf8");
  return new Promise((done, fail) => {
    let said = "";
    child[stream].on("data", (text) => {
      said += text;
      const found = said.match(line);
      if (found !== null) done({ child, found: found[1] });
    });
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`${program} ended with ${code}: ${said}`)));
  });
}

function stopped(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", done);
    child.kill("SIGTERM");
  });
}

/** A port that nobody uses, so that a gateway that is started again has the same address. */
function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** The folder of the gateway, with what this example needs in its configuration. */
async function configured(program, folder, { port, enclave }) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "gateway.toml");
  if (!existsSync(file)) await new Promise((done, fail) => {
    spawn(program, ["--folder", folder, "--only-set-up"], { stdio: "ignore" })
      .once("error", fail)
      .once("exit", (code) => (code === 0 ? done() : fail(new Error(`${program} could not make ${folder}`))));
  });
  const own = /^(?:listen|site|enclave) = .*\n/gm;
  const head = `listen = "127.0.0.1:${port}"\nsite = ${JSON.stringify(SITE)}\nenclave = ${JSON.stringify(enclave)}\n`;
  let text = head + readFileSync(file, "utf8").replaceAll(own, "");
  if (!text.includes("[people]")) text += '\n[people]\nplan = "pro"\n\n[log]\nfile = "gateway.log"\n';
  writeFileSync(file, text);
}

/** Starts it all; gives the address of the page, and what starts and stops the gateway and the enclave. */
export async function serve({ gateway, enclave, folder, port }) {
  const first = await started(enclave, ["127.0.0.1:0", ROOT], "stdout", /^(http:\S+)\n/);
  const parent = new URL(first.found).origin;
  // Which build the page accepts stands beside its scripts. This enclave is made anew at each start, by a root whose
  // name says INSECURE; for a real one the measurements are written by whoever releases the page.
  const policy = await (await fetch(`${parent}/policy.json`)).text();
  writeFileSync(join(SITE, "policy.json"), policy);
  const own = port ?? (await freePort());
  await configured(gateway, folder, { port: own, enclave: new URL(parent).host });
  const world = {
    origin: `http://127.0.0.1:${own}`,
    policy: JSON.parse(policy),
    /** The requests that the model behind the enclave has received. */
    seenByModel: async () => (await fetch(`${parent}/record.json`)).json(),
    startGateway: async () => {
      ({ child: world.gateway } = await started(gateway, ["--folder", folder], "stderr", /listening on (\S+);/));
    },
    stopGateway: () => stopped(world.gateway),
    stopEnclave: () => stopped(first.child),
    stop: () => Promise.all([world.stopGateway(), world.stopEnclave()]),
  };
  try {
    await world.startGateway();
  } catch (error) {
    await world.stopEnclave();
    throw error;
  }
  return world;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [gateway, enclave, folder, port] = process.argv.slice(2);
  const world = await serve({ gateway, enclave, folder: resolve(folder), port: Number(port) });
  console.log(`The journal is at ${world.origin}/site/ and its data in ${folder}. Ctrl+C ends it.`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => world.stop().then(() => process.exit(0)));
}

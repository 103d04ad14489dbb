// `node bindings/node/pack.mjs [FOLDER]`: the packages as they are published, one for the API and one for each platform
// whose native module is in `native`.

import { copyFile, cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "packages"));
const manifest = JSON.parse(await readFile(join(here, "package.json"), "utf8"));

/** What releases are built for; the loader has the same names. */
const PLATFORMS = {
  "linux-x64": { os: ["linux"], cpu: ["x64"], libc: ["glibc"] },
  "linux-arm64": { os: ["linux"], cpu: ["arm64"], libc: ["glibc"] },
  "linux-x64-musl": { os: ["linux"], cpu: ["x64"], libc: ["musl"] },
  "linux-arm64-musl": { os: ["linux"], cpu: ["arm64"], libc: ["musl"] },
  "darwin-x64": { os: ["darwin"], cpu: ["x64"] },
  "darwin-arm64": { os: ["darwin"], cpu: ["arm64"] },
  "win32-x64": { os: ["win32"], cpu: ["x64"] },
};
const nameOf = (platform) => `${manifest.name}-${platform}`;
const write = (folder, value) => writeFile(join(folder, "package.json"), `${JSON.stringify(value, null, 2)}\n`);

await rm(target, { recursive: true, force: true });

// The API: everything but native modules, which npm installs from the package of the platform.
const api = join(target, "node");
await mkdir(api, { recursive: true });
for (const part of ["dist", "wasm"]) await cp(join(here, part), join(api, part), { recursive: true });
await copyFile(join(here, "README.md"), join(api, "README.md"));
await write(api, {
  ...manifest,
  files: ["dist", "wasm", "README.md"],
  optionalDependencies: Object.fromEntries(Object.keys(PLATFORMS).map((platform) => [nameOf(platform), manifest.version])),
});

for (const file of await readdir(join(here, "native"))) {
  const platform = /^phiward\.(.+)\.node$/.exec(file)?.[1];
  if (PLATFORMS[platform] === undefined) continue;
  const folder = join(target, "npm", platform);
  await mkdir(folder, { recursive: true });
  await copyFile(join(here, "native", file), join(folder, file));
  await writeFile(join(folder, "README.md"), `# ${nameOf(platform)}\n\nThe native module of \`${manifest.name}\` for ${platform}. Install that package, and npm takes this one.\n`);
  const { version, license, engines } = manifest;
  await write(folder, {
    name: nameOf(platform), version, description: `The native module of ${manifest.name} for ${platform}.`, license, engines,
    ...PLATFORMS[platform], main: file, files: [file, "README.md"],
  });
  console.log(`${nameOf(platform)}: ${folder}`);
}

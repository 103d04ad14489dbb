// What a page loads stays as small as it was.

import assert from "node:assert/strict";
import { test } from "node:test";
import { entries } from "../sizes.mjs";

for (const { name, zipped, budget } of entries()) {
  test(`${name} fits its budget`, () => {
    assert.ok(zipped > 0.25 * budget, `${zipped} bytes: the budget of ${budget} is no bound`);
    assert.ok(zipped <= budget, `${zipped} bytes after gzip, and ${budget} are allowed`);
  });
}

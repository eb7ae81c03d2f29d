// Copies what the pages use out of node_modules into assets/vendor, and what
// the browser tests use into testdata/vendor. Both folders are ignored by git.
// Run by `npm run vendor`, so that `npm ci --ignore-scripts` stays enough.
import { copyFileSync, mkdirSync, existsSync } from "node:fs";

const files = [
  ["node_modules/htmx.org/dist/htmx.min.js", "assets/vendor/htmx.min.js"],
  ["node_modules/htmx.org/LICENSE", "assets/vendor/htmx.LICENSE.txt"],
  ["node_modules/axe-core/axe.min.js", "testdata/vendor/axe.min.js"],
];

for (const [from, to] of files) {
  if (!existsSync(from)) {
    if (to.startsWith("testdata/")) continue; // a production install has no test scripts
    console.error(`vendor: ${from} is missing: run npm ci first`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  copyFileSync(from, to);
}

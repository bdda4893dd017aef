// Builds one part of the assets into a folder: node build.mjs css|js|fonts|dictionary FOLDER. Called by tools/frontend.py.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { deflateSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const shared = { bundle: true, minify: true, sourcemap: false, legalComments: "none", metafile: true, logLevel: "warning" };

// USWDS is written for left-to-right pages; these names make the same rules follow the direction of the page.
const LOGICAL = {
  "margin-left": "margin-inline-start",
  "margin-right": "margin-inline-end",
  "padding-left": "padding-inline-start",
  "padding-right": "padding-inline-end",
  "border-left": "border-inline-start",
  "border-right": "border-inline-end",
  "border-left-color": "border-inline-start-color",
  "border-left-width": "border-inline-start-width",
  "border-left-style": "border-inline-start-style",
  "border-right-color": "border-inline-end-color",
  "border-right-width": "border-inline-end-width",
  "border-right-style": "border-inline-end-style",
  "border-top-left-radius": "border-start-start-radius",
  "border-top-right-radius": "border-start-end-radius",
  "border-bottom-left-radius": "border-end-start-radius",
  "border-bottom-right-radius": "border-end-end-radius",
  left: "inset-inline-start",
  right: "inset-inline-end",
};

function followDirection(css) {
  return css
    .replace(/(?<=[{;]\s*)([a-z-]+)(?=\s*:)/g, (name) => LOGICAL[name] ?? name)
    .replace(/(?<=[{;]\s*(?:text-align|float|clear)\s*:\s*)(left|right)\b/g, (side) => (side === "left" ? "inline-start" : "inline-end"))
    .replace(/(?<=text-align\s*:\s*)inline-(start|end)\b/g, "$1");
}

// USWDS is written for light pages; its colours become the tokens of _base.scss, which know light and dark. One of its
// colours may be many things: the first list is for text and what is drawn, the second for grounds, the third for lines.
const TOKENS = {
  "#1b1b1b": ["ink", "ink", "ink"],
  "#454545": ["on-off", "on-off", "on-off"],
  "#757575": ["line-strong", "off", "line-strong"],
  "#71767a": ["ink-soft", "off", "line-strong"],
  "#565c65": ["ink-soft", "tag", "line-strong"],
  "#c9c9c9": ["on-off", "off", "line"],
  "#dfe1e2": [null, "line-soft", "line"],
  "#e6e6e6": [null, "line-soft", "line"],
  "#a9aeb1": [null, "line", "line"],
  "#f0f0f0": [null, "ground", "line"],
  "#fff": ["on-act", "paper", "paper"],
  white: ["on-act", "paper", "paper"],
  "#005ea2": ["link", "act", "link"],
  "#1a4480": ["link-hover", "act-hover", "link-hover"],
  "#162e51": ["link-hover", "act-press", "link-hover"],
  "#54278f": ["link", "act-press", "link"],
  "#b50909": ["error", "error", "error"],
  "#e7f6f8": [null, "note-tint", null],
  "#faf3d1": [null, "warning-tint", null],
  "#ecf3ec": [null, "ok-tint", null],
  "#f4e3db": [null, "error-tint", null],
  "#e1f3f8": [null, "note-tint", null],
  "#919191": ["ink-soft", "off", "line-strong"],
};

function useTokens(css) {
  return css.replace(/(?<=[{;]\s*)([a-z][a-z-]*)(\s*:\s*)([^;{}]*)/g, (whole, property, colon, value) => {
    if (value.includes("url(")) return whole;
    const use = property.startsWith("background") ? 1 : /^(border|outline|box-shadow)/.test(property) ? 2 : 0;
    const tokens = value.replace(/#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|\bwhite\b/gi, (colour) => {
      const token = TOKENS[colour.toLowerCase()]?.[use];
      return token ? `var(--${token})` : colour;
    });
    return property + colon + tokens;
  });
}

async function buildStyles(folder) {
  const sass = await import("sass");
  const packages = path.join(here, "node_modules/@uswds/uswds/packages");
  const { css } = await sass.compileAsync(path.join(here, "src/styles/app.scss"), {
    loadPaths: [packages],
    quietDeps: true,
    // USWDS 3.14 still uses what Sass 3 will drop; the versions are locked, so the warnings tell us nothing new.
    silenceDeprecations: ["import", "global-builtin", "if-function"],
  });
  // esbuild copies the pictures that are really used, and fails where one is missing.
  await esbuild.build({
    ...shared,
    stdin: { contents: useTokens(followDirection(css)), loader: "css", resolveDir: here, sourcefile: "app.css" },
    loader: { ".svg": "file", ".png": "file" },
    assetNames: "picture-[name]-[hash]",
    target: ["chrome123", "firefox120", "safari17.5"],
    outfile: path.join(folder, "app.css"),
  });
  const built = await readFile(path.join(folder, "app.css"));
  const name = `app-${createHash("sha256").update(built).digest("hex").slice(0, 10)}.css`;
  await writeFile(path.join(folder, name), built);
  await rm(path.join(folder, "app.css"));
  return { "app.css": name };
}

async function buildScripts(folder) {
  const pictures = (await readdir(path.join(here, "src/pictures"))).map((name) => path.join(here, "src/pictures", name));
  // What only some pages need stands apart, one file each; what several of them share becomes a chunk.
  const islands = (await readdir(path.join(here, "src/scripts/islands"))).filter((name) => name.endsWith(".js")).map((name) => path.join(here, "src/scripts/islands", name));
  const { metafile } = await esbuild.build({
    ...shared,
    entryPoints: [path.join(here, "src/scripts/studio.js"), ...islands, ...pictures],
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    format: "esm",
    splitting: true,
    target: "es2022",
    loader: { ".svg": "copy" },
    outdir: folder,
  });
  const manifest = {};
  for (const [file, output] of Object.entries(metafile.outputs)) {
    const source = output.entryPoint ?? Object.keys(output.inputs)[0];
    if (/-[A-Z0-9]{8}\.(js|svg)$/.test(file) && source && !path.basename(file).startsWith("chunk-")) {
      manifest[path.basename(source)] = path.basename(file);
    }
  }
  return manifest;
}

// Letters are set in these. No manifest names them, since no browser asks for them; the licence of each goes with it.
async function buildFonts(folder) {
  const weights = { "400Regular": "Regular", "400Regular_Italic": "Italic", "700Bold": "Bold" };
  const packages = path.join(here, "node_modules/@expo-google-fonts");
  for (const name of await readdir(packages)) {
    const present = await readdir(path.join(packages, name));
    const inside = Object.keys(weights).filter((weight) => present.includes(weight));
    if (!inside.includes("400Regular")) throw new Error(`${name} has no regular weight`);
    for (const weight of inside) {
      const [file] = (await readdir(path.join(packages, name, weight))).filter((file) => file.endsWith(".ttf"));
      const family = file.split("_")[0];
      await copyFile(path.join(packages, name, weight, file), path.join(folder, `${family}-${weights[weight]}.ttf`));
      await copyFile(path.join(packages, name, "LICENSE_FONT"), path.join(folder, `${family}-LICENSE.txt`));
    }
  }
  return {};
}

// English words by their syllables (the least of their pronunciations), for scores. A line for each number of syllables:
// the number, then its words in order.
async function buildDictionary(folder) {
  const { dictionary } = await import("cmu-pronouncing-dictionary");
  const syllables = new Map();
  for (const [entry, sounds] of Object.entries(dictionary)) {
    const word = entry.replace(/\(\d+\)$/, "");
    // Words with figures or full stops are codes and letters one by one; what is no word is left to its own rule.
    if (!/^[a-z][a-z'-]*$/.test(word)) continue;
    const count = (sounds.match(/\d/g) ?? []).length;
    if (count) syllables.set(word, Math.min(count, syllables.get(word) ?? count));
  }
  const lines = new Map();
  for (const word of [...syllables.keys()].sort()) {
    const count = syllables.get(word);
    if (!lines.has(count)) lines.set(count, []);
    lines.get(count).push(word);
  }
  const table = [...lines.keys()].sort((one, other) => one - other).map((count) => `${count} ${lines.get(count).join(" ")}\n`);
  await writeFile(path.join(folder, "syllables.z"), deflateSync(table.join(""), { level: 9 }));
  await copyFile(path.join(here, "src/dictionary/CMUDICT-LICENSE.txt"), path.join(folder, "CMUDICT-LICENSE.txt"));
  await copyFile(path.join(here, "node_modules/cmu-pronouncing-dictionary/license"), path.join(folder, "PACKAGE-LICENSE.txt"));
  return {};
}

const [part, folder] = process.argv.slice(2);
const build = { css: buildStyles, js: buildScripts, fonts: buildFonts, dictionary: buildDictionary }[part];
if (!build || !folder) {
  console.error("usage: node build.mjs css|js|fonts|dictionary FOLDER");
  process.exit(2);
}
await mkdir(folder, { recursive: true });
await writeFile(path.join(folder, "manifest.json"), JSON.stringify(await build(folder), null, 2) + "\n");

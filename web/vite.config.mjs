import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, defineConfig } from "vite";
import { sprite } from "./build/icons.mjs";
import { findTooNew } from "./build/phones.mjs";
import { styles } from "./build/styles.mjs";

const root = dirname(fileURLToPath(import.meta.url));

const target = ["chrome87", "safari14", "firefox78"];

/** The service worker is one plain script: old phones know no modules there. @returns {Promise<string>} */
async function worker() {
  const made = await build({
    configFile: false,
    root,
    logLevel: "error",
    build: {
      write: false,
      target,
      modulePreload: false,
      rolldownOptions: { input: "worker/worker.ts", output: { format: "iife" } },
    },
  });
  const { output } = /** @type {{ output: { code?: string }[] }} */ (/** @type {unknown} */ ([made].flat()[0]));
  return output[0]?.code ?? "";
}

/**
 * Emits the style bundles, the sprite and manifest.json: `{"desk.css": "desk-Ab12.css", ...}`.
 * @returns {import("vite").Plugin}
 */
function house() {
  return {
    name: "house",
    async buildStart() {
      const sheets = await styles(root);
      for (const name of ["resident.css", "paper.css"]) {
        const found = findTooNew(sheets[name] ?? "");
        if (found.length > 0) this.error(`${name} is too new for Chrome 87:\n${found.join("\n")}`);
      }
      for (const [name, source] of Object.entries(sheets)) {
        this.emitFile({ type: "asset", name, source });
      }
      this.emitFile({ type: "asset", name: "icons.svg", source: sprite(root) });
      this.emitFile({ type: "asset", name: "worker.js", source: await worker() });
      this.emitFile({ type: "asset", name: "seal.svg", source: readFileSync(join(root, "images/seal.svg")) });
    },
    generateBundle(_options, files) {
      const names = Object.entries(files).map(([file, made]) => [
        made.type === "asset" ? (made.names[0] ?? file) : `${made.name}.js`,
        file,
      ]);
      const manifest = JSON.stringify(Object.fromEntries(names.sort()), null, 2);
      this.emitFile({ type: "asset", fileName: "manifest.json", source: `${manifest}\n` });
    },
  };
}

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [house()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target,
    modulePreload: false,
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    // ECharts with line and bar only; it comes last, on pages that have a chart.
    chunkSizeWarningLimit: 520,
    rolldownOptions: {
      input: { desk: "islands/desk.ts", resident: "islands/resident.ts" },
      output: {
        codeSplitting: {
          groups: [
            { name: "form", test: /islands\/((busy|drafts|extras|outbox|photos|place|speak|voice|words)\.ts|outbox)/ },
          ],
        },
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});

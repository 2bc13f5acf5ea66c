import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { sprite } from "./build/icons.mjs";
import { findTooNew } from "./build/phones.mjs";
import { styles } from "./build/styles.mjs";

const root = dirname(fileURLToPath(import.meta.url));

/** Emits the style bundles, the sprite and manifest.json: `{"desk.css": "desk-Ab12.css", ...}`. */
function house() {
  return {
    name: "house",
    /** @this {import("rollup").PluginContext} */
    async buildStart() {
      const sheets = await styles(root);
      for (const name of ["resident.css", "paper.css"]) {
        const found = findTooNew(sheets[name] ?? "");
        if (found.length > 0) throw new Error(`${name} is too new for Chrome 87:\n${found.join("\n")}`);
      }
      for (const [name, source] of Object.entries(sheets)) {
        this.emitFile({ type: "asset", name, source });
      }
      this.emitFile({ type: "asset", name: "icons.svg", source: sprite(root) });
      this.emitFile({ type: "asset", name: "seal.svg", source: readFileSync(join(root, "images/seal.svg")) });
    },
    /**
     * @param {unknown} _options
     * @param {Record<string, {type: string, name?: string, names?: string[], isEntry?: boolean, source?: string | Uint8Array, code?: string}>} files
     */
    generateBundle(_options, files) {
      /** @type {Record<string, string>} */
      const manifest = {};
      for (const [file, made] of Object.entries(files)) {
        const name = made.type === "asset" ? made.names?.[0] : `${made.name}.js`;
        if (name) manifest[name] = file;
      }
      const sorted = Object.fromEntries(Object.entries(manifest).sort());
      this.emitFile({ type: "asset", fileName: "manifest.json", source: `${JSON.stringify(sorted, null, 2)}\n` });
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
    target: ["chrome87", "safari14", "firefox78"],
    modulePreload: false,
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { desk: "islands/desk.ts", resident: "islands/resident.ts" },
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});

// Builds the pages' script, style, font and icons into src/padu/web/static with a manifest that the templates read.
// The output folder may be given by PADU_STATIC_OUT: tools/build_front_end.py builds aside and then swaps.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";

const WEB = join(import.meta.dirname, "src/padu/web");

/** Every `icon("name")` that a template asks for, so that the sprite holds these icons and no others. */
function iconsInTemplates(): string[] {
  const names = new Set<string>();
  for (const entry of readdirSync(WEB, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".html")) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    for (const match of text.matchAll(/\bicon\("([a-z0-9-]+)"/g)) names.add(match[1]);
  }
  return [...names].sort();
}

/** One SVG sprite of Lucide icons; a template that names an unknown icon fails the build. */
function lucideSprite(): Plugin {
  return {
    name: "lucide-sprite",
    buildStart() {
      const path = join(import.meta.dirname, "node_modules/@iconify-json/lucide/icons.json");
      const set = JSON.parse(readFileSync(path, "utf8")) as {
        icons: Record<string, { body: string }>;
        aliases?: Record<string, { parent: string }>;
      };
      const symbols = iconsInTemplates().map((name) => {
        const body = (set.icons[name] ?? set.icons[set.aliases?.[name]?.parent ?? ""])?.body;
        if (!body) this.error(`no Lucide icon is called "${name}"`);
        // Without a fill of its own an icon takes the page's: none, or the text's colour for a filled star.
        return `<symbol id="${name}" viewBox="0 0 24 24">${body.replaceAll(' fill="none"', "")}</symbol>`;
      });
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "icons.svg", source });
    },
  };
}

export default defineConfig({
  root: WEB,
  base: "/static/",
  plugins: [tailwindcss(), lucideSprite()],
  build: {
    outDir: process.env.PADU_STATIC_OUT ?? join(WEB, "static"),
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: { input: { page: join(WEB, "assets/page.ts"), social: join(WEB, "assets/social.ts") } },
  },
});

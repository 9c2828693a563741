import { defineConfig } from "vite";

/** Where `npm run dev` finds the API; the built explorer is served by the API's own server. */
const api = process.env.TIGHTROPE_API ?? "http://127.0.0.1:4780";

export default defineConfig({
  // Packages of this repository are built from their source, so a fresh clone needs no other step first.
  resolve: { conditions: ["source", "module", "browser", "import", "default"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    // No inlined font or picture: the page's policy allows scripts and styles from its own server only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Names and numbers are needed at once, drawing only where there is a picture.
          groups: [{ name: "words", test: /packages[\\/]charts[\\/]src[\\/](format|countries|theme)\.ts/ }],
        },
      },
    },
  },
  server: { proxy: { "/v1": api, "/docs": api, "/openapi.json": api } },
});

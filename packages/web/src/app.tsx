import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Locked } from "./figure/locked.tsx";
import { change, linkTo, place, snapshot } from "./router.ts";
import { theme, toggleTheme } from "./theme.ts";
import { locked, unlocked } from "./token.ts";
import { viewAt, views } from "./views/index.ts";
import type { View, ViewProps } from "./views/view.ts";

const loaded = new Map<View, ComponentType<ViewProps>>();

export function App() {
  const { path, embedded } = place.value;
  const found = viewAt(path);
  const name = theme.value;
  useEffect(() => {
    document.documentElement.dataset.theme = name;
  }, [name]);
  useEffect(() => {
    document.title = found && path !== "/" ? `${found.view.title} · Tightrope` : "Tightrope";
  }, [found?.view, path]);
  const page = locked.value ? (
    <Locked />
  ) : found ? (
    <Loaded key={`${found.view.path} ${unlocked.value}`} view={found.view} name={found.name} />
  ) : (
    <NothingHere />
  );
  if (embedded) return <main class="embed">{page}</main>;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="top">
        <a class="brand" href={linkTo("/")} aria-current={path === "/" ? "page" : undefined}>
          Tightrope
        </a>
        <nav aria-label="Views">
          {views.map(
            (v) =>
              v.nav && (
                <a key={v.path} href={linkTo(v.path)} aria-current={found?.view === v ? "page" : undefined}>
                  {v.nav}
                </a>
              ),
          )}
        </nav>
        <button type="button" class="theme" onClick={toggleTheme}>
          {name === "dark" ? "Light" : "Dark"}
        </button>
      </header>
      {snapshot.value && (
        <p class="banner" role="status">
          You are looking at snapshot {snapshot.value.slice(0, 12)}, not at what was loaded last.{" "}
          <button type="button" onClick={() => change({ snapshot: null })}>
            Show the current figures
          </button>
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {page}
      </main>
      <footer class="bottom">
        <p>
          Every number here carries a receipt and can be run again: <a href="/docs">the API</a>,{" "}
          <a href={linkTo("/data")}>the data and their licences</a>.
        </p>
      </footer>
    </>
  );
}

/** A view, once its code is here; the one before it stays until then. */
function Loaded({ view, name }: { view: View; name: string | undefined }) {
  const [Page, setPage] = useState<ComponentType<ViewProps> | undefined>(() => loaded.get(view));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (Page) return;
    view.load().then(
      (module) => {
        loaded.set(view, module.default);
        setPage(() => module.default);
      },
      () => setFailed(true),
    );
  }, [view, Page]);
  if (failed) return <p role="alert">This page could not be fetched. Reload it once the server runs.</p>;
  return Page ? <Page name={name} /> : <div class="waiting" />;
}

function NothingHere() {
  return (
    <div class="text">
      <h1>Nothing here</h1>
      <p>
        No page of the explorer has this address. Start from <a href={linkTo("/")}>the findings</a> or choose
        a view above.
      </p>
    </div>
  );
}

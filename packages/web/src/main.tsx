import { render } from "preact";
import "@preact/signals";
import { get, resourceUrl } from "./api.ts";
import { App } from "./app.tsx";
import { place, startRouter } from "./router.ts";
import { followSystem, theme } from "./theme.ts";
import "./styles.css";

document.documentElement.dataset.theme = theme.value;
followSystem();
startRouter();
// The first page waits for this; asking now saves the time its code takes to arrive.
if (place.value.path === "/") get(resourceUrl("claims")).catch(() => undefined);
render(<App />, document.getElementById("app") as HTMLElement);

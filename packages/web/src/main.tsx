import { render } from "preact";
import "@preact/signals";
import { App } from "./app.tsx";
import { startRouter } from "./router.ts";
import { followSystem, theme } from "./theme.ts";
import "./styles.css";

document.documentElement.dataset.theme = theme.value;
followSystem();
startRouter();
render(<App />, document.getElementById("app") as HTMLElement);

import { render } from "preact";
import "@preact/signals";
import { fileOf, get, resourceUrl } from "./api.ts";
import { App } from "./app.tsx";
import { save } from "./figure/save.ts";
import { place, startRouter } from "./router.ts";
import { followSystem, theme } from "./theme.ts";
import { hasToken } from "./token.ts";
import "./styles.css";

document.documentElement.dataset.theme = theme.value;
followSystem();
startRouter((link) => {
  if (!hasToken()) return false;
  fileOf(link.href).then(
    ({ name, content }) => save(link.download || name, content, content.type),
    (error: Error) => alert(error.message),
  );
  return true;
});
// The first page waits for this; asking now saves the time its code takes to arrive.
if (place.value.path === "/") get(resourceUrl("claims")).catch(() => undefined);
render(<App />, document.getElementById("app") as HTMLElement);

// <div data-watch="/changes?path=..&revision=..">: tells the reader when the file that the page shows was changed by
// somebody else, in the studio or outside. A page that saves by itself says so with the event `ivr:edited`.

const SECONDS = 15;

export function watchChanges(page) {
  const look = () => { for (const place of page.querySelectorAll("[data-watch]")) if (page.visibilityState !== "hidden") ask(place); };
  window.setInterval(look, SECONDS * 1000);
  window.addEventListener("focus", look);
  page.addEventListener("visibilitychange", look);
  page.addEventListener("ivr:edited", (event) => {
    for (const place of page.querySelectorAll("[data-watch]")) place.dataset.watch = afterEdit(place.dataset.watch, event.detail);
  });
  page.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-reload]")) return;
    event.preventDefault();
    window.location.reload();
  });
}

// An edit that names no path is one of the file that the page shows.
export function afterEdit(address, edit) {
  const [path, asked] = address.split("?");
  const parameters = new URLSearchParams(asked);
  if (!edit?.revision || (edit.path && edit.path !== parameters.get("path"))) return address;
  parameters.set("revision", edit.revision);
  return `${path}?${parameters}`;
}

async function ask(place) {
  if (place.firstElementChild || place.dataset.asking !== undefined) return;
  const address = place.dataset.watch;
  place.dataset.asking = "";
  try {
    const answer = await fetch(address);
    if (answer.status !== 200 || place.dataset.watch !== address) return;
    const came = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...came.body.children);
  } catch (failure) {
    // The studio is away: the next look tells.
    if (!(failure instanceof TypeError)) throw failure;
  } finally {
    delete place.dataset.asking;
  }
}

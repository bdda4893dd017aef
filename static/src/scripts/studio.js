// The studio's one script. Every page works without it; htmx reads its settings from <meta name="htmx-config">.
import "htmx.org";
import { showFaults } from "./faults.js";
import { answerKeys, showLatest } from "./phone.js";
import { submitOnChange } from "./submit_on_change.js";
import { warnUnsaved } from "./unsaved.js";

answerKeys(document);
submitOnChange(document);
warnUnsaved(document);
showFaults(document);
showLatest(document);
document.addEventListener("htmx:afterSettle", () => {
  showFaults(document);
  showLatest(document);
});

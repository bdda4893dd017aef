// The studio's one script. Every page works without it; htmx reads its settings from <meta name="htmx-config">.
import htmx from "htmx.org";
import { enterAddedRows } from "./added_rows.js";
import { watchChanges } from "./changes.js";
import { keepDrafts } from "./drafts.js";
import { showFaults } from "./faults.js";
import { walkResults } from "./find.js";
import { usePhone } from "./phone.js";
import { giveTokens } from "./post.js";
import { listenForShortcuts } from "./shortcuts.js";
import { submitOnChange } from "./submit_on_change.js";
import { warnUnsaved } from "./unsaved.js";

window.htmx = htmx;
giveTokens(document);
keepDrafts(document);
watchChanges(document);
usePhone(document);
submitOnChange(document);
enterAddedRows(document);
warnUnsaved(document);
listenForShortcuts(document);
walkResults(document);
showFaults(document);
for (const shown of ["htmx:afterSettle", "ivr:shown"]) document.addEventListener(shown, () => showFaults(document));

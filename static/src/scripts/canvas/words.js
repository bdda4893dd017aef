// Sentences of the page filled with what they are about: `{num}` and other names in braces. Pure.

export function fill(sentence, values = {}) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// A sentence with a number, in the form of the page's language; `forms` are [for one, for others].
export function count(forms, number, language) {
  const form = new Intl.PluralRules(language).select(number) === "one" ? forms[0] : forms[1];
  return fill(form, { num: number });
}

// What decides for an exit: its condition says more than its number.
export function labelOf(exit) {
  return exit.condition || exit.label;
}

// What a screen reader says of a node: its type and name, its words, where its exits lead, what is wrong with it.
export function describe(node, words, language) {
  const parts = [`${node.title || node.type} ${node.id}`];
  if (node.broken) parts.push(words.broken);
  if (node.unreachable) parts.push(words.unreachable);
  if (node.text) parts.push(node.text.replace(/[.。]+$/, ""));
  const exits = node.exits.map((exit) => {
    const label = labelOf(exit);
    if (exit.flow) return fill(words.goes_to_flow, { label, to: exit.flow });
    if (exit.missing) return fill(words.goes_nowhere, { label, to: exit.to || "?" });
    return fill(words.goes_to, { label, to: exit.to });
  });
  parts.push(exits.length ? exits.join("; ") : words.ends);
  const serious = (node.problems ?? []).filter((one) => one.severity !== "note");
  if (serious.length) parts.push(count(words.problems, serious.length, language));
  const lacking = untranslated(node);
  if (lacking) parts.push(count(words.untranslated, lacking, language));
  if (node.coverage) parts.push(node.coverage.reached ? words.covered : words.not_covered);
  return parts.join(". ");
}

// Of how many texts the caller does not hear the chosen language.
export function untranslated(node) {
  const state = node.translation;
  return state ? (state.missing ?? 0) + (state.stale ?? 0) + (state.fuzzy ?? 0) : 0;
}

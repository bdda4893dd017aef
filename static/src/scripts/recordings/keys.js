// What a key means among recordings: pure, so that it can be tried without a page.

// `typing`: the key went into a field; `single`: the reader wants keys without a modifier. Undefined: nobody's here.
export function actOf({ key, ctrlKey = false, metaKey = false, altKey = false, shiftKey = false }, { typing, single }) {
  if (key === "Enter" && (ctrlKey || metaKey) && !altKey && !shiftKey) return "keep";
  if (altKey && !ctrlKey && !metaKey && !shiftKey) return { PageDown: "after", PageUp: "before" }[key];
  if (altKey || ctrlKey || metaKey || typing || !single) return undefined;
  return key.toLowerCase() === "p" ? "listen" : undefined;
}

// What keys and clicks do to the words of a translation: pure, so that it can be tried without a page.

// A piece put in where the cursor is; `start` and `end` are the selection's. Gives the new words and the new cursor.
export function putIn(words, start, end, piece) {
  return { words: words.slice(0, start) + piece + words.slice(end), cursor: start + piece.length };
}

// What a key means at the bench: { act, name? }; undefined for a key that is nobody's here.
// By `code` for digits: with Alt, some keyboards give another letter than the one on the key.
export function actOf({ key, code = "", ctrlKey = false, metaKey = false, altKey = false, shiftKey = false }, names) {
  const isPlainAlt = altKey && !ctrlKey && !metaKey && !shiftKey;
  if (key === "Enter" && (ctrlKey || metaKey) && !altKey && !shiftKey) return { act: "save" };
  if (isPlainAlt && key === "PageDown") return { act: "after" };
  if (isPlainAlt && key === "PageUp") return { act: "before" };
  const digit = isPlainAlt ? /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] : undefined;
  if (digit === "0") return { act: "copy" };
  const name = digit && names[Number(digit) - 1];
  return name ? { act: "insert", name } : undefined;
}

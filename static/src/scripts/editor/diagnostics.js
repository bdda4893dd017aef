// Faults as the server tells them, at their place in the text. Knows nothing of editors.

// The offset of a column in a line. The server counts characters; JavaScript counts an emoji as two.
export function columnOffset(line, column) {
  let offset = 0;
  for (let left = column - 1; left > 0 && offset < line.length; left -= 1) offset += line.codePointAt(offset) > 0xffff ? 2 : 1;
  return offset;
}

// The stretch of a fault in a document ({lines, line(number) -> {from, to, text}}): never empty where there is text, and
// within one line, since a node that nothing leads to need not be underlined as a whole.
export function rangeOf(document, fault) {
  const line = document.line(Math.min(Math.max(fault.line, 1), document.lines));
  let from = Math.min(line.from + columnOffset(line.text, fault.column), line.to);
  let to = fault.end_line === fault.line ? Math.min(line.from + columnOffset(line.text, fault.end_column), line.to) : line.to;
  if (to <= from) to = Math.min(from + 1, line.to);
  if (to <= from) from = Math.max(line.from, line.to - 1);
  return { from, to };
}

// What a hint of exactly one name can be made a button of: {from, to, insert} within the text of the stretch, or null.
export function fixOf(fault, text) {
  const suggested = /^did you mean `([^`]+)`\?/.exec(fault.hint)?.[1];
  if (!suggested) return null;
  const wrong = [...fault.message.matchAll(/`([^`]+)`/g)].map((match) => match[1]).filter((name) => text.includes(name));
  if (wrong.length !== 1) return null;
  const from = text.indexOf(wrong[0]);
  return { from, to: from + wrong[0].length, insert: suggested };
}

// How many of each severity, in words: words[severity] = ["1 error", "{num} errors"].
export function countWords(faults, words) {
  return ["error", "warning", "note"].flatMap((severity) => {
    const count = faults.filter((one) => one.severity === severity).length;
    return count ? [words[severity][count === 1 ? 0 : 1].replace("{num}", count)] : [];
  });
}

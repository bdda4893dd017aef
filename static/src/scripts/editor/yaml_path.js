// Where a place in a YAML text is: the keys above it, whether a key or a value stands there, and what was typed of it.
// Read line by line, since while one types a text is broken more often than not. Knows nothing of editors.

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#,[\]{}&*!|>'"%@`-][^:#]*?|-[^\s:][^:]*?)\s*:(?=\s|$)/;
const NUMBERED = /^- *$|^- +/;

// Every key and item of a text with its place: [{path, key, value, from, to, valueFrom, line}], where `path` leads to the
// map or list (keys and numbers), and `value` is the text of a plain or quoted value. `end` is where the text breaks off.
export function readPlaces(text) {
  const reader = new PlaceReader(text);
  return { entries: reader.entries, end: reader.read() };
}

// What stands at an offset: {path, at: "key" | "value", key, typed, from, column, inline}. `path` leads to the map or list
// whose key or value it is; `typed` is what stands before the offset; at "item" it may become a value or a first key.
export function placeAt(text, offset) {
  return readPlaces(text.slice(0, offset)).end;
}

export const nameOf = (path) => JSON.stringify(path);

// How far in the line after this one begins: as far as its key, and further behind a key of what stands in lines below.
export function indentAfter(line) {
  const start = line.match(/^ *(?:- +)*/)[0].length;
  return /(?:^|\s|\S)(?::|:\s+[|>][-+0-9]*)\s*(?:#.*)?$/.test(line) && !/^\s*#/.test(line) ? start + 2 : start;
}

// The entry whose key or value lies at an offset.
export function entryAt(entries, offset) {
  return entries.findLast((one) => (offset >= one.from && offset <= one.to) || (one.value && offset >= one.valueFrom && offset <= one.valueTo));
}

// The keys of each map with their values, by the name of its path.
export function keysByMap(entries) {
  const maps = new Map();
  for (const one of entries) {
    const name = nameOf(one.path);
    if (!maps.has(name)) maps.set(name, {});
    maps.get(name)[one.key] = one.value;
  }
  return maps;
}

class PlaceReader {
  constructor(text) {
    this.text = text;
    this.entries = [];
    this.frames = []; // {isList, indent, key}: the open maps and lists of lines; `key` is the one that stands last
    this.flow = []; // {isList, key, start}: those in brackets
    this.blockOf = -1; // the indent whose block scalar goes on
    this.line = 0;
    this.place = null;
  }

  read() {
    let from = 0;
    while (from <= this.text.length) {
      let to = this.text.indexOf("\n", from);
      if (to < 0) to = this.text.length;
      this.line += 1;
      this.place = null;
      if (this.flow.length) this.readFlow(from, to);
      else if (this.quote) this.readQuoted(from, to);
      else this.readLine(from, to);
      from = to + 1;
    }
    return this.place;
  }

  readLine(from, to) {
    const line = this.text.slice(from, to);
    let column = line.search(/[^ ]/);
    if (this.blockOf >= 0 && (column < 0 || column > this.blockOf)) return;
    this.blockOf = -1;
    if (column < 0) {
      this.settle(line.length, false);
      this.place = this.keyPlace(line.length, "", from + line.length);
      return;
    }
    if (line[column] === "#") return;
    this.settle(column, /^-(\s|$)/.test(line.slice(column)));
    for (let item = NUMBERED.exec(line.slice(column)); item; item = NUMBERED.exec(line.slice(column))) {
      this.enterList(column);
      column += item[0].length;
      if (column >= line.length) {
        this.place = line.endsWith("-") ? null : this.itemPlace("", from + column, column);
        return;
      }
    }
    const rest = line.slice(column);
    const key = KEY.exec(rest);
    if (!key) {
      const opened = this.readValue(rest, from + column, to, -1);
      if (!opened) this.place = this.isItem(column) ? this.itemPlace(rest, from + column, column) : this.keyPlace(column, rest, from + column);
      return;
    }
    this.enterMap(column, unquoted(key[1]), from + column, from + column + key[1].length);
    const after = column + key[0].length;
    const gap = line.slice(after).match(/^\s*/)[0].length;
    const value = line.slice(after + gap);
    const opened = this.readValue(value, from + after + gap, to, column);
    if (!opened) this.place = gap ? this.valuePlace(value, from + after + gap) : null;
  }

  // A value that goes on beyond its line, or brackets: true, since where the text breaks off is told from there.
  readValue(value, from, to, indent) {
    if (/^[|>][-+0-9]*\s*(#.*)?$/.test(value)) {
      this.blockOf = indent < 0 ? (this.frames.at(-1)?.indent ?? 0) : indent;
      return true;
    }
    if (value[0] === "[" || value[0] === "{") {
      this.readFlow(from, to);
      return true;
    }
    if (value[0] === '"' || value[0] === "'") {
      const end = closing(value, 0);
      if (end < 0) {
        this.quote = value[0];
        this.place = this.valuePlace(value, from);
        return true;
      }
      this.keepValue(value.slice(0, end + 1), from);
      return false;
    }
    this.keepValue(value.replace(/\s+#.*$/, "").trimEnd(), from);
    return false;
  }

  readQuoted(from, to) {
    const line = this.text.slice(from, to);
    if (closing(this.quote + line, 0) >= 0) this.quote = "";
  }

  readFlow(from, to) {
    let at = from;
    while (at < to) {
      const rest = this.text.slice(at, to);
      const space = rest.match(/^\s+/);
      if (space) { at += space[0].length; continue; }
      if (rest[0] === "#") return;
      if (rest[0] === "[" || rest[0] === "{") this.flow.push({ isList: rest[0] === "[", key: rest[0] === "[" ? 0 : null });
      else if (rest[0] === "]" || rest[0] === "}") {
        this.flow.pop();
        if (!this.flow.length) { this.place = null; return; }
      } else if (rest[0] === ",") {
        const frame = this.flow.at(-1);
        frame.key = frame.isList ? frame.key + 1 : null;
      } else { at += this.readFlowWord(rest, at); continue; }
      at += 1;
    }
    // The text may break off here: what could stand at this place.
    if (this.flow.length && to === this.text.length) this.place ??= this.flowPlace(this.typedIn(to), to);
  }

  readFlowWord(rest, at) {
    const end = '"\''.includes(rest[0]) ? closing(rest, 0) : -1;
    const word = '"\''.includes(rest[0]) ? rest.slice(0, end < 0 ? rest.length : end + 1) : rest.match(/^(?:[^,[\]{}:]|:(?=\S))+/)?.[0] ?? rest[0];
    const shown = word.trimEnd();
    const frame = this.flow.at(-1);
    const isKey = !frame.isList && frame.key === null && /^\s*:/.test(rest.slice(word.length));
    if (isKey) {
      frame.key = unquoted(shown);
      this.note(this.pathTo(), frame.key, at, at + shown.length);
      return word.length + rest.slice(word.length).match(/^\s*:/)[0].length;
    }
    if (at + word.length >= this.text.length) this.place = this.flowPlace(word.trimStart(), at + word.length);
    if (frame.key !== null) this.keepValue(shown, at);
    return word.length;
  }

  typedIn(to) {
    return /[\s,:[{]/.test(this.text[to - 1] ?? " ") ? "" : this.text.slice(0, to).match(/[^\s,:[\]{}]*$/)[0];
  }

  flowPlace(typed, end) {
    const frame = this.flow.at(-1);
    const isKey = !frame.isList && frame.key === null;
    return { path: this.pathTo(), at: isKey ? "key" : frame.isList ? "item" : "value", key: frame.key, typed, from: end - typed.length, column: 0, inline: true };
  }

  // Lines that stand further out close what was open; a key closes the list whose items stand at its own column.
  settle(column, isItem) {
    const isOpen = (frame) => frame.indent < column || (frame.indent === column && (!frame.isList || isItem));
    while (this.frames.length && !isOpen(this.frames.at(-1))) this.frames.pop();
  }

  enterList(column) {
    while (this.frames.length && this.frames.at(-1).indent > column) this.frames.pop();
    const top = this.frames.at(-1);
    if (top?.isList && top.indent === column) top.key += 1;
    else this.frames.push({ isList: true, indent: column, key: 0 });
    const list = this.frames.at(-1);
    this.note(this.pathTo(), list.key, -1, -1);
  }

  enterMap(column, key, from, to) {
    const top = this.frames.at(-1);
    if (top && !top.isList && top.indent === column) top.key = key;
    else this.frames.push({ isList: false, indent: column, key });
    this.note(this.pathTo(), key, from, to);
  }

  isItem(column) {
    const top = this.frames.at(-1);
    return top?.isList && top.indent < column;
  }

  // The way to the innermost map or list, without its own key.
  pathTo() {
    const all = [...this.frames.map((one) => one.key), ...this.flow.map((one) => one.key)];
    return all.slice(0, -1);
  }

  note(path, key, from, to) {
    this.entries.push({ path, key, value: "", from, to, valueFrom: -1, valueTo: -1, line: this.line });
  }

  keepValue(written, from) {
    if (!written) return;
    const frame = this.flow.at(-1) ?? this.frames.at(-1);
    if (!frame) return;
    if (this.flow.length && frame.isList) this.note(this.pathTo(), frame.key, -1, -1);
    const entry = this.entries.at(-1);
    if (!entry) return;
    Object.assign(entry, { value: unquoted(written), valueFrom: from, valueTo: from + written.length });
  }

  keyPlace(column, typed, from) {
    const top = this.frames.at(-1);
    const isSibling = top && !top.isList && top.indent === column;
    const path = this.frames.map((one) => one.key);
    return { path: isSibling ? path.slice(0, -1) : path, at: "key", key: null, typed, from, column, inline: false };
  }

  itemPlace(typed, from, column) {
    return { path: this.frames.slice(0, -1).map((one) => one.key), at: "item", key: this.frames.at(-1)?.key ?? 0, typed, from, column, inline: false };
  }

  valuePlace(typed, from) {
    const top = this.frames.at(-1);
    return top ? { path: this.pathTo(), at: "value", key: top.key, typed, from, column: top.indent, inline: false } : null;
  }
}

function unquoted(text) {
  if (text[0] === "'" && text.endsWith("'") && text.length > 1) return text.slice(1, -1).replaceAll("''", "'");
  if (text[0] !== '"' || !text.endsWith('"') || text.length < 2) return text;
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

// The place of the quote that closes the one at `start`; -1 where it is not in the line.
function closing(text, start) {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === "\\") at += 1;
    else if (quote === "'" && text[at] === "'" && text[at + 1] === "'") at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

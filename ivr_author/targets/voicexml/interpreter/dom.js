// A read-only subset of DOM Core over [type, name, namespace, [[name, value, namespace]...], [children...]] or text.
(function () {
  "use strict";
  const TYPES = { ELEMENT_NODE: 1, ATTRIBUTE_NODE: 2, TEXT_NODE: 3, CDATA_SECTION_NODE: 4, ENTITY_REFERENCE_NODE: 5,
    ENTITY_NODE: 6, PROCESSING_INSTRUCTION_NODE: 7, COMMENT_NODE: 8, DOCUMENT_NODE: 9, DOCUMENT_TYPE_NODE: 10,
    DOCUMENT_FRAGMENT_NODE: 11, NOTATION_NODE: 12 };
  const list = (nodes) => Object.assign(nodes.slice(), { item(index) { return this[index] ?? null; } });
  const local = (name) => name.slice(name.indexOf(":") + 1);
  class DOMException extends Error {
    constructor(code, message) { super(message); this.code = code; this.name = "DOMException"; }
  }
  const readOnly = () => { throw new DOMException(7, "the document is read-only"); };

  class Node {
    constructor(type, name, owner, parent) {
      this.nodeType = type;
      this.nodeName = name;
      this.ownerDocument = owner;
      this.parentNode = parent;
      this.childNodes = list([]);
      this.nodeValue = null;
      this.namespaceURI = null;
      this.prefix = null;
      this.localName = null;
      this.attributes = null;
    }
    get firstChild() { return this.childNodes[0] ?? null; }
    get lastChild() { return this.childNodes[this.childNodes.length - 1] ?? null; }
    get previousSibling() { return this.sibling(-1); }
    get nextSibling() { return this.sibling(1); }
    sibling(step) {
      if (!this.parentNode) return null;
      const all = this.parentNode.childNodes;
      return all[all.indexOf(this) + step] ?? null;
    }
    get textContent() {
      if (this.nodeType === 9) return null;
      return this.nodeValue !== null ? this.nodeValue : this.childNodes.map((child) => child.textContent).join("");
    }
    hasChildNodes() { return this.childNodes.length > 0; }
    hasAttributes() { return this.attributes !== null && this.attributes.length > 0; }
    isSupported() { return false; }
    descendants(test, found) {
      for (const child of this.childNodes) {
        if (child.nodeType !== 1) continue;
        if (test(child)) found.push(child);
        child.descendants(test, found);
      }
      return found;
    }
    getElementsByTagName(name) {
      return list(this.descendants((node) => name === "*" || node.nodeName === name, []));
    }
    getElementsByTagNameNS(space, name) {
      return list(this.descendants((node) => (space === "*" || node.namespaceURI === (space || null)) &&
        (name === "*" || node.localName === name), []));
    }
  }
  Object.assign(Node, TYPES);
  Object.assign(Node.prototype, TYPES);
  for (const name of ["insertBefore", "replaceChild", "removeChild", "appendChild", "cloneNode", "normalize"]) {
    Node.prototype[name] = readOnly;
  }

  class Text extends Node {
    constructor(data, owner, parent) {
      super(3, "#text", owner, parent);
      this.nodeValue = this.data = data;
      this.length = data.length;
    }
    substringData(offset, count) { return this.data.substr(offset, count); }
  }

  class Attr extends Node {
    constructor([name, value, space], owner, element) {
      super(2, name, owner, null);
      this.name = name;
      this.value = this.nodeValue = value;
      this.namespaceURI = space;
      this.localName = local(name);
      this.specified = true;
      this.ownerElement = element;
    }
  }

  class Element extends Node {
    constructor([, name, space, attributes, children], owner, parent) {
      super(1, name, owner, parent);
      this.tagName = name;
      this.namespaceURI = space;
      this.localName = local(name);
      this.prefix = name.includes(":") ? name.slice(0, name.indexOf(":")) : null;
      this.attributes = list(attributes.map((part) => new Attr(part, owner, this)));
      const attribute = (wanted) => this.attributes.find((part) => part.name === wanted) ?? null;
      this.attributes.getNamedItem = attribute;
      this.attributes.getNamedItemNS = (wanted, name) => this.getAttributeNodeNS(wanted, name);
      this.childNodes = list(children.map((child) => build(child, owner, this)));
    }
    getAttributeNode(name) { return this.attributes.getNamedItem(name); }
    getAttributeNodeNS(space, name) {
      return this.attributes.find((part) => part.namespaceURI === (space || null) && part.localName === name) ?? null;
    }
    getAttribute(name) { return this.getAttributeNode(name)?.value ?? ""; }
    getAttributeNS(space, name) { return this.getAttributeNodeNS(space, name)?.value ?? ""; }
    hasAttribute(name) { return this.getAttributeNode(name) !== null; }
    hasAttributeNS(space, name) { return this.getAttributeNodeNS(space, name) !== null; }
  }
  for (const name of ["setAttribute", "setAttributeNS", "removeAttribute", "removeAttributeNS"]) {
    Element.prototype[name] = readOnly;
  }

  class Document extends Node {
    constructor(tree) {
      super(9, "#document", null, null);
      this.doctype = null;
      this.childNodes = list([build(tree, this, this)]);
    }
    get documentElement() { return this.childNodes[0]; }
    getElementById(id) { return this.descendants((node) => node.getAttribute("id") === id, [])[0] ?? null; }
  }
  const build = (tree, owner, parent) =>
    typeof tree === "string" ? new Text(tree, owner, parent) : new Element(tree, owner, parent);

  return (text) => new Document(JSON.parse(text));
})()

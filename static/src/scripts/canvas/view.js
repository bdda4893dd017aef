// Draws a model at its places: cards as a list, wires as one SVG, titles of sections. Only what changed is made anew.
import { element, looks, makeCard, shape, showCoverage } from "./card.js";
import { sectionTitle } from "./titles.js";
import { heightOf } from "./model.js";
import { TITLE } from "./places.js";
import { jumpRoute, routes } from "./wires.js";

export class View {
  constructor(stage, words, language) {
    Object.assign(this, { stage, words, language, cards: new Map(), wires: new Map(), titles: new Map(), model: null, places: new Map(), focused: null });
    this.world = element("div", { className: "fc-world" });
    this.lines = shape("svg", { class: "fc-wires", "aria-hidden": "true" });
    const marker = shape("marker", { id: "fc-arrow", viewBox: "0 0 8 8", refX: "7", refY: "4", markerWidth: "8", markerHeight: "8", markerUnits: "userSpaceOnUse", orient: "auto" });
    marker.append(shape("path", { d: "M0 0L8 4L0 8z" }));
    this.jumps = shape("g", { class: "fc-jumps" });
    this.draft = shape("path", { class: "fc-wire fc-wire--draft" });
    this.lines.append(marker, this.jumps);
    this.sections = element("div", { className: "fc-sections" });
    this.list = element("ul", { className: "fc-cards", ariaLabel: words.nodes });
    this.insert = element("button", { type: "button", className: "fc-insert", textContent: "+", tabIndex: -1, hidden: true, title: words.insert, ariaLabel: words.insert });
    this.world.append(this.lines, this.sections, this.list, this.insert);
    stage.replaceChildren(this.world);
  }

  show(model, places, folded) {
    Object.assign(this, { model, places });
    for (const [id, card] of this.cards) {
      if (places.has(id) && model.nodes.has(id)) continue;
      card.remove();
      this.cards.delete(id);
      this.wires.get(id)?.remove();
      this.wires.delete(id);
    }
    for (const id of places.keys()) this.#showCard(id);
    for (const id of places.keys()) this.route(id);
    this.#showTitles(folded);
    if (!places.has(this.focused)) this.focused = null;
    this.makeReachable(this.focused ?? (places.has(model.graph.start) ? model.graph.start : [...places.keys()][0]));
  }

  #showCard(id) {
    const node = this.model.nodes.get(id);
    const look = looks(this.model, node);
    const held = this.cards.get(id);
    const covered = JSON.stringify(node.coverage ?? null);
    if (held?.look === look) {
      if (held.covered !== covered) showCoverage(held, node, this.words, this.language);
      held.covered = covered;
      this.put(id);
      return;
    }
    const card = makeCard(this.model, node, this.words, this.language);
    showCoverage(card, node, this.words, this.language);
    Object.assign(card, { look, covered });
    const hadFocus = held?.contains(document.activeElement);
    if (held) {
      for (const name of ["is-current", "is-selected", "is-now", "is-passed"]) card.classList.toggle(name, held.classList.contains(name));
      held.replaceWith(card);
    } else this.list.append(card);
    this.cards.set(id, card);
    this.put(id);
    this.isRestoring = true;
    if (hadFocus) this.headOf(id).focus({ preventScroll: true });
    this.isRestoring = false;
  }

  put(id) {
    const { x, y } = this.places.get(id);
    this.cards.get(id).style.transform = `translate(${x}px, ${y}px)`;
  }

  headOf(id) {
    return this.cards.get(id)?.firstElementChild ?? null;
  }

  boxOf(id) {
    return { ...this.places.get(id), width: this.model.sizes.width, height: heightOf(this.model, id) };
  }

  // The wires that leave a node, as its card stands now.
  route(id) {
    const ways = routes(this.model, this.places, id);
    let group = this.wires.get(id);
    if (!ways.length) {
      group?.remove();
      this.wires.delete(id);
      return;
    }
    if (!group) {
      group = shape("g", { "data-from": id });
      this.wires.set(id, group);
      this.lines.insertBefore(group, this.jumps);
    }
    while (group.children.length > ways.length) group.lastChild.remove();
    ways.forEach((way, order) => {
      const path = group.children[order] ?? group.appendChild(shape("path", { class: "fc-wire", "marker-end": "url(#fc-arrow)" }));
      path.setAttribute("d", way.path);
      path.dataset.index = way.index;
      path.dataset.to = way.to;
      path.middle = way.middle;
    });
  }

  // A card was moved: its own wires, and those that lead to it.
  rerouteAround(ids) {
    const around = new Set(ids);
    for (const id of ids) {
      this.put(id);
      const parent = this.model.parents.get(id);
      if (parent && this.places.has(parent)) around.add(parent);
    }
    for (const id of around) this.route(id);
    for (const id of ids) this.#putTitle(id);
    if (this.focused && (around.has(this.focused) || this.jumps.childElementCount)) this.showJumps(this.focused);
  }

  #showTitles(folded) {
    const heads = new Map(this.model.sections.map((section) => [section.head, section]));
    for (const [head, title] of this.titles) {
      if (heads.has(head)) continue;
      title.remove();
      this.titles.delete(head);
    }
    for (const [head, section] of heads) {
      let title = this.titles.get(head);
      if (!title) {
        title = element("div", { className: "fc-title" });
        this.titles.set(head, title);
        this.sections.append(title);
      }
      title.replaceChildren(...sectionTitle(this, section, folded.has(head)));
      this.#putTitle(head);
    }
  }

  #putTitle(head) {
    const title = this.titles.get(head);
    const place = this.places.get(head) ?? this.corners?.get(head);
    if (title && place) title.style.transform = `translate(${place.x}px, ${place.y - TITLE}px)`;
  }

  // One tab stop: the card that had the focus last.
  makeReachable(id) {
    if (this.reachable && this.reachable !== id) this.headOf(this.reachable)?.setAttribute("tabindex", "-1");
    this.reachable = id;
    this.headOf(id)?.setAttribute("tabindex", "0");
  }

  // The ways to and from the chosen node that are no wires of the tree, drawn while it is chosen.
  showJumps(id) {
    this.focused = id;
    this.jumps.replaceChildren();
    if (!id || !this.places.has(id)) return;
    const draw = (from, index, to) => {
      if (!this.places.has(from) || !this.places.has(to) || from === to) return;
      if (this.model.wires.get(from).some((wire) => wire.index === index)) return;
      this.jumps.append(shape("path", { class: "fc-wire fc-wire--jump", "marker-end": "url(#fc-arrow)", d: jumpRoute(this.model, this.places, from, index, to).path }));
    };
    this.model.nodes.get(id).exits.forEach((exit, index) => { if (!exit.flow) draw(id, index, exit.to); });
    const incoming = this.model.incoming.get(id);
    // A goodbye that everything leads to would only be a bundle of lines.
    if (incoming.length <= 12) for (const { from, index } of incoming) draw(from, index, id);
  }

  select(ids) {
    for (const [id, card] of this.cards) card.classList.toggle("is-selected", ids.has(id));
  }

  light(passed, now) {
    const seen = new Set(passed);
    const steps = new Set(passed.slice(1).map((id, index) => `${passed[index]} ${id}`));
    for (const [id, card] of this.cards) {
      card.classList.toggle("is-passed", seen.has(id));
      card.classList.toggle("is-now", id === now);
    }
    for (const [from, group] of this.wires) {
      for (const path of group.children) path.classList.toggle("is-passed", steps.has(`${from} ${path.dataset.to}`));
    }
  }
}

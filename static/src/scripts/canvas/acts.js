// What one can do to a flow on its canvas: each act is drawn at once, asked for where something is missing, and saved.
import { readGraph, reconnected } from "./model.js";
import { kept, shifts } from "./places.js";

export class Acts {
  edit(id, { focus = false } = {}) {
    clearTimeout(this.inspecting);
    this.view.makeReachable(id);
    this.panels.inspect(id, { focus });
  }

  async connect(id, path, to) {
    const exit = this.model.nodes.get(id).exits.find((one) => one.path === path);
    if (exit && exit.to === to && !exit.flow) return false;
    this.hideNotice();
    this.ahead = { model: this.model, places: this.places };
    this.settled = this.model;
    this.model = readGraph(reconnected(this.model.graph, id, path, to));
    this.draw();
    return this.edits.run("connect", { node: id, exit: path, to }, { node: id });
  }

  // Where an exit leads, asked in a dialog: what dragging from a port is to a mouse.
  async askWhere(id, index) {
    const node = this.model.nodes.get(id);
    if (!node.exits.length && !node.more?.length) {
      this.say(this.words.no_exits);
      return;
    }
    const answer = await this.dialogs.where(this.model, id, index);
    this.focusOn(id);
    if (!answer) return;
    if (answer.isNew) this.addAfter(id, answer.path);
    else if (answer.to) await this.connect(id, answer.path, answer.to);
  }

  addAfter(id, path) {
    clearTimeout(this.inspecting);
    this.panels.addForm(path ? { after_node: id, after_exit: path } : {});
  }

  async askAddAfter(id) {
    const { exits } = this.model.nodes.get(id);
    if (exits.length <= 1) this.addAfter(id, exits[0]?.path);
    else await this.askWhere(id);
  }

  async duplicate(id) {
    this.hideNotice();
    const before = new Set(this.model.nodes.keys());
    if (!(await this.edits.run("duplicate", { node: id }, { node: id }))) return;
    const made = [...this.model.nodes.keys()].find((one) => !before.has(one));
    if (made) this.focus(made);
  }

  async askRename(id) {
    const answer = await this.dialogs.rename(this.model, id);
    this.focusOn(id);
    if (answer) await this.edits.run("rename", { node: id, to: answer.to }, { node: id, rename: [id, answer.to] });
    if (answer && this.model.nodes.has(answer.to)) this.focus(answer.to);
  }

  async askRemove(id) {
    const answer = await this.dialogs.remove(this.model, id);
    this.focusOn(id);
    if (!answer) return;
    this.fallback = answer.leadTo || this.model.parents.get(id);
    this.hideNotice();
    await this.edits.run("remove", { node: id, lead_to: answer.leadTo }, { node: id });
  }

  focusOn(id) {
    if (this.shown.has(id)) this.view.headOf(id).focus({ preventScroll: true });
  }

  nudge(dx, dy) {
    const id = this.view.reachable;
    const ids = this.selected.has(id) ? [...this.selected] : [id];
    for (const one of ids) {
      const place = this.shown.get(one);
      this.shown.set(one, { x: place.x + dx, y: place.y + dy });
    }
    this.view.rerouteAround(ids);
    this.viewport.reveal(this.view.boxOf(id));
    // Held down, a key moves many times: the last place is the one to keep.
    clearTimeout(this.nudging);
    this.nudged = new Set([...(this.nudged ?? []), ...ids]);
    this.nudging = setTimeout(() => { const all = [...this.nudged]; this.nudged = null; this.moved(all); }, 500);
  }

  moved(ids) {
    const shift = shifts(this.model, this.folded);
    const fields = { node: [], x: [], y: [] };
    this.ahead = { model: this.model, places: new Map(this.places) };
    for (const id of ids) {
      const { x, y } = this.shown.get(id);
      const section = this.model.sectionOf.get(id);
      const place = { x, y: y + (section ? shift.get(section.head) : 0) };
      this.places.set(id, place);
      const [across, down] = kept(this.model, id, place);
      fields.node.push(id);
      fields.x.push(across);
      fields.y.push(down);
      // As the server will say it, so that the answer moves nothing.
      this.model.positions[id] = [across, down];
    }
    return this.edits.run("move", fields, { node: ids[0] });
  }

  tidy() {
    this.isTidying = true;
    return this.edits.run("tidy", {});
  }
}

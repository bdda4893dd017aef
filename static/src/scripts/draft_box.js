// Keeps what was typed into forms where it outlives the page: by form, and within a form by visit, so that two tabs on
// one form do not take each other's words. Nothing here knows the page; drafts.js does.

const PREFIX = "ivr_author draft ";
const MOST_OF_ONE_FORM = 4;
const DAYS = 30;

export class DraftBox {
  constructor(storage, visit, now = () => Date.now()) {
    this.storage = storage;
    this.visit = visit;
    this.now = now;
  }

  // What this visit typed: `fields` is a list of [name, value]. The draft that it began from is no longer needed.
  keep(key, revision, fields) {
    const others = this.all(key).filter((draft) => draft.visit !== this.visit);
    const own = { visit: this.visit, revision, fields, at: this.now() };
    return this.write(key, [own, ...others].slice(0, MOST_OF_ONE_FORM));
  }

  // What earlier visits typed, newest first.
  earlier(key) {
    return this.all(key).filter((draft) => draft.visit !== this.visit);
  }

  drop(key, visit = this.visit) {
    this.write(key, this.all(key).filter((draft) => draft.visit !== visit));
  }

  all(key) {
    let drafts;
    try {
      drafts = JSON.parse(this.storage.getItem(PREFIX + key) ?? "[]");
    } catch {
      return [];
    }
    const oldest = this.now() - DAYS * 24 * 60 * 60 * 1000;
    return Array.isArray(drafts) ? drafts.filter((draft) => Array.isArray(draft?.fields) && draft.at > oldest) : [];
  }

  write(key, drafts) {
    try {
      if (drafts.length) this.storage.setItem(PREFIX + key, JSON.stringify(drafts));
      else this.storage.removeItem(PREFIX + key);
      return true;
    } catch {
      return false; // full, or not allowed: the words are still in the form
    }
  }
}

export function sameFields(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// Seconds to wait before each new try to save: soon at first, then not too often.
export function pauseBefore(attempt) {
  return Math.min(2 ** attempt, 10);
}

// Asks the studio what it says of the words while they are typed: one question at a time, the last words always last.

const PAUSE = 250;
const AGAIN = 3000;

export class Judge {
  // `ask()` makes the question: a promise of the answer. `show(answer)` draws it; `failed(is)` is told when it stays away.
  constructor(ask, show, failed) {
    Object.assign(this, { ask, show, failed, timer: 0, running: false, isWanted: false });
  }

  // Soon, when nobody types any more.
  later(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  async now() {
    clearTimeout(this.timer);
    if (this.running) {
      this.isWanted = true;
      return;
    }
    this.running = true;
    this.isWanted = false;
    try {
      const answer = await this.ask();
      this.failed(false);
      // What was typed meanwhile is asked about next; an older answer would put marks in wrong places.
      if (!this.isWanted) await this.show(answer);
    } catch {
      this.failed(true);
      this.later(AGAIN);
    } finally {
      this.running = false;
      if (this.isWanted) this.now();
    }
  }
}

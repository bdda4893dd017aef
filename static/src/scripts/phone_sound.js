// What the phone sounds like: the lines of a call one after another as the server speaks them, and the tones of keys.
// Only one thing sounds at a time; a key that is pressed ends it, as it ends a prompt on a telephone.

const LOW = [697, 770, 852, 941];
const HIGH = [1209, 1336, 1477];
const KEYPAD = "123456789*0#";
const TONE_SECONDS = 0.12;
const GAP_SECONDS = 0.08;

// The two frequencies of a key (ITU-T Q.23); none for what is no key.
export function frequencies(key) {
  const at = key.length === 1 ? KEYPAD.indexOf(key) : -1;
  return at < 0 ? [] : [LOW[Math.floor(at / 3)], HIGH[at % 3]];
}

// What is to be heard of a call's moments, in order: { line: address } and { keys: "12" }; what is neither is silent.
export function program(moments) {
  return moments.filter((one) => one.line || [...(one.keys ?? "")].some((key) => frequencies(key).length));
}

// The moments that came with the last step: those after the ones that were there, where the call went on.
export function newMoments(before, now) {
  const goesOn = now.length > before.length && before.every((one, index) => one === now[index]);
  return goesOn ? now.slice(before.length) : [];
}

export class Sounds {
  constructor({ audio, context, onLine = () => {}, onEnd = () => {}, onFault = () => {} }) {
    Object.assign(this, { audio, context, onLine, onEnd, onFault });
    this.waiting = [];
    this.turn = 0;
    audio.addEventListener("ended", () => this.next(this.turn));
    audio.addEventListener("error", () => { if (this.line) this.fail("failed"); });
  }

  get isPlaying() { return this.line !== undefined || this.waiting.length > 0; }

  play(moments) {
    this.stop();
    this.waiting = program(moments);
    this.next(this.turn);
  }

  stop() {
    this.turn += 1;
    this.waiting = [];
    this.line = undefined;
    this.audio.pause();
    this.onLine(undefined);
    this.onEnd();
  }

  next(turn) {
    if (turn !== this.turn) return;
    const moment = this.waiting.shift();
    this.line = moment?.line;
    this.onLine(this.line);
    if (!moment) this.onEnd();
    else if (moment.line) this.speak(moment.line);
    else {
      const seconds = this.tones(moment.keys);
      setTimeout(() => this.next(turn), seconds * 1000);
    }
  }

  speak(line) {
    const turn = this.turn;
    this.audio.src = line;
    this.audio.play().catch((fault) => {
      // A line that was stopped by the next one is no fault.
      if (turn === this.turn && this.line === line) this.fail(fault.name === "NotAllowedError" ? "refused" : "failed");
    });
  }

  fail(why) {
    this.stop();
    this.onFault(why);
  }

  // How long the tones of these keys sound, in seconds.
  tones(keys) {
    const sounding = [...keys].filter((key) => frequencies(key).length);
    const context = sounding.length ? this.context() : undefined;
    if (!context) return 0;
    sounding.forEach((key, index) => {
      const start = context.currentTime + index * (TONE_SECONDS + GAP_SECONDS);
      const gain = context.createGain();
      gain.gain.setValueAtTime(0.08, start);
      gain.gain.setValueAtTime(0, start + TONE_SECONDS);
      gain.connect(context.destination);
      for (const frequency of frequencies(key)) {
        const tone = context.createOscillator();
        tone.frequency.value = frequency;
        tone.connect(gain);
        tone.start(start);
        tone.stop(start + TONE_SECONDS);
      }
    });
    return sounding.length * (TONE_SECONDS + GAP_SECONDS);
  }
}

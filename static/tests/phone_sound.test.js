import assert from "node:assert/strict";
import { test } from "node:test";
import { Sounds, frequencies, newMoments, program } from "../src/scripts/phone_sound.js";

class FakeAudio extends EventTarget {
  played = [];
  fault = undefined;
  play() { this.played.push(this.src); return this.fault ? Promise.reject(this.fault) : Promise.resolve(); }
  pause() {}
}

function made(options = {}) {
  const audio = new FakeAudio();
  const told = [];
  return { audio, told, sounds: new Sounds({ audio, context: () => undefined, onFault: (why) => told.push(why), ...options }) };
}

test("every key has the two tones of ITU-T Q.23", () => {
  assert.deepEqual(frequencies("1"), [697, 1209]);
  assert.deepEqual(frequencies("0"), [941, 1336]);
  assert.deepEqual(frequencies("#"), [941, 1477]);
  assert.deepEqual(frequencies("9"), [852, 1477]);
  assert.deepEqual(frequencies("a"), []);
  assert.deepEqual(frequencies("12"), []);
});

test("what is neither said nor pressed is silent", () => {
  const moments = [{ line: "a.wav" }, { words: "Asks a service" }, { keys: "12" }, { keys: "–" }];
  assert.deepEqual(program(moments), [{ line: "a.wav" }, { keys: "12" }]);
});

test("only what the last step added is new", () => {
  assert.deepEqual(newMoments(["a"], ["a", "b", "c"]), ["b", "c"]);
  assert.deepEqual(newMoments(["a", "b"], ["a"]), []);
  assert.deepEqual(newMoments(["a", "b"], ["a", "c", "d"]), [], "another call");
});

test("lines follow one another, and end", () => {
  const shown = [];
  const { audio, sounds } = made({ onLine() { shown.push(this.line); } });
  sounds.play([{ line: "1.wav" }, { line: "2.wav" }]);
  assert.equal(sounds.isPlaying, true);
  audio.dispatchEvent(new Event("ended"));
  assert.deepEqual(audio.played, ["1.wav", "2.wav"]);
  audio.dispatchEvent(new Event("ended"));
  assert.equal(sounds.isPlaying, false);
  assert.deepEqual(shown, [undefined, "1.wav", "2.wav", undefined], "who is told sees the line that sounds now");
});

test("a stop ends the rest", () => {
  const { audio, sounds } = made();
  sounds.play([{ line: "1.wav" }, { line: "2.wav" }]);
  sounds.stop();
  audio.dispatchEvent(new Event("ended"));
  assert.deepEqual(audio.played, ["1.wav"]);
  assert.equal(sounds.isPlaying, false);
});

test("a browser that refuses to play says so", async () => {
  const { audio, sounds, told } = made();
  audio.fault = Object.assign(new Error("no"), { name: "NotAllowedError" });
  sounds.play([{ line: "1.wav" }, { line: "2.wav" }]);
  await new Promise((done) => setTimeout(done, 0));
  assert.deepEqual(told, ["refused"]);
  assert.equal(sounds.isPlaying, false);
});

test("a key sounds with two oscillators at once, keys one after another", () => {
  const started = [];
  const node = () => ({ gain: { setValueAtTime() {} }, frequency: {}, connect() {}, start(at) { started.push([this.frequency.value, at]); }, stop() {} });
  const context = { currentTime: 0, destination: {}, createGain: node, createOscillator: node };
  const { sounds } = made({ context: () => context });
  assert.ok(sounds.tones("15") > 0.3);
  assert.deepEqual(started, [[697, 0], [1209, 0], [770, 0.2], [1336, 0.2]]);
});

// Frames of messages are as high as what they hold, which nobody outside can measure.
import assert from "node:assert/strict";
import test from "node:test";
import { guessedHeight } from "../src/scripts/notice/preview.js";

test("the guess is above what messages of the samples take, wide and narrow, and not far above", () => {
  // Letters, lines, width of the frame, height that was measured in a browser.
  for (const [letters, lines, width, height] of [[1823, 33, 653, 1933], [1829, 33, 653, 2077], [3648, 45, 653, 3138], [1823, 33, 286, 2827], [699, 12, 286, 1191]]) {
    const guessed = guessedHeight(letters, lines, width);
    assert.ok(guessed >= height * 0.99, `${guessed} for ${height}`);
    assert.ok(guessed <= height * 1.35, `${guessed} for ${height}`);
  }
});

// How editors look: every colour is one of the studio's own, so that light, dark and high contrast need nothing here.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const SMALL_BUTTON = { minBlockSize: "1.75rem", padding: "0.125rem 0.5rem", border: "1px solid var(--line-strong)", borderRadius: "var(--radius)", background: "var(--paper)", color: "var(--ink)", font: "inherit" };

export const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--line-strong)", borderRadius: "var(--radius)" },
  "&.cm-focused": { outline: "0.25rem solid var(--focus)", outlineOffset: "0" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "0.875rem", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.5rem" },
  ".cm-line": { paddingInline: "0.5rem" },
  ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--ink-soft)", borderInlineEnd: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--tint) 45%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--tint)", color: "var(--ink)" },
  ".cm-fold": { display: "inline-block", inlineSize: "1rem", textAlign: "center", cursor: "pointer" },
  ".cm-fold::before": { content: '"⌄"' },
  ".cm-fold--closed::before": { content: '"›"', fontWeight: "700" },
  ".cm-foldPlaceholder": { paddingInline: "0.375rem", border: "1px solid var(--line-strong)", backgroundColor: "var(--ground)", color: "var(--ink-soft)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--tint)", outline: "1px solid var(--line-strong)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--error-tint)" },
  ".cm-selectionMatch": { backgroundColor: "var(--warning-tint)" },
  ".cm-searchMatch": { backgroundColor: "var(--warning-tint)", outline: "1px solid var(--warning-mark)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--warning-mark)", color: "#1b1b1b" },
  ".cm-specialChar": { color: "var(--error)" },
  ".cm-panels": { backgroundColor: "var(--ground)", color: "var(--ink)" },
  ".cm-panels-top": { borderBlockEnd: "1px solid var(--line)" },
  ".cm-panel.cm-search, .cm-panel.cm-gotoLine": { padding: "0.5rem 2rem 0.5rem 0.5rem", fontFamily: "var(--sans)" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "0.25rem", minBlockSize: "1.75rem", fontSize: "0.875rem" },
  ".cm-panel.cm-search input[type=checkbox]": { inlineSize: "1.125rem", blockSize: "1.125rem" },
  ".cm-panel.cm-search [name=close], .cm-dialog-close": { minInlineSize: "1.75rem", minBlockSize: "1.75rem", fontSize: "1.25rem" },
  ".cm-textfield": { ...SMALL_BUTTON, fontFamily: "var(--mono)", fontSize: "0.875rem" },
  ".cm-button": { ...SMALL_BUTTON, backgroundImage: "none", fontSize: "0.875rem" },
  ".cm-tooltip": { maxInlineSize: "min(32rem, 90vw)", border: "1px solid var(--line-strong)", borderRadius: "var(--radius)", backgroundColor: "var(--paper)", color: "var(--ink)", boxShadow: "0 0.25rem 1rem #0003", fontSize: "0.875rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxBlockSize: "18rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { minBlockSize: "1.75rem", padding: "0.25rem 0.5rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--paper)" },
  ".cm-completionDetail": { color: "var(--ink-soft)", fontFamily: "var(--sans)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo": { padding: "0.5rem 0.75rem", fontFamily: "var(--sans)" },
  ".cm-diagnostic": { padding: "0.375rem 0.75rem", fontFamily: "var(--sans)", borderInlineStart: "0.3125rem solid var(--note)" },
  ".cm-diagnostic-error": { borderInlineStartColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderInlineStartColor: "var(--warning-mark)" },
  ".cm-diagnosticSource": { color: "var(--ink-soft)", fontFamily: "var(--mono)", opacity: "1" },
  ".cm-diagnosticAction": { ...SMALL_BUTTON, marginInlineStart: "0.5rem", borderColor: "var(--link)", color: "var(--link)", cursor: "pointer" },
  // CodeMirror draws its waves as pictures, which the content policy does not let in.
  ".cm-lintRange": { backgroundImage: "none", paddingBlockEnd: "0", textDecorationLine: "underline", textDecorationStyle: "wavy", textDecorationSkipInk: "none", textUnderlineOffset: "0.2em" },
  ".cm-lintRange-error": { textDecorationColor: "var(--error)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warning-mark)", textDecorationStyle: "dashed" },
  ".cm-lintRange-info, .cm-lintRange-hint": { textDecorationColor: "var(--note)", textDecorationStyle: "dotted" },
  ".cm-lintRange-active": { backgroundColor: "var(--warning-tint)" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0.2rem" },
  ".cm-lint-marker": { inlineSize: "1em", blockSize: "1em", content: "none" },
  ".cm-lint-marker::before": { display: "block", fontFamily: "var(--sans)", fontWeight: "700", fontSize: "0.875rem", lineHeight: "1.2", textAlign: "center" },
  ".cm-lint-marker-error::before": { content: '"✕"', color: "var(--error)" },
  ".cm-lint-marker-warning::before": { content: '"!"', color: "var(--warning)" },
  ".cm-lint-marker-info::before": { content: '"i"', color: "var(--note)" },
});

// The classes of documents that are only shown, so that both are coloured alike.
export const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.definition(tags.propertyName), tags.propertyName], class: "tok-name" },
    { tag: [tags.string, tags.special(tags.string)], class: "tok-value" },
    { tag: [tags.keyword, tags.meta, tags.labelName, tags.typeName], class: "tok-tag" },
    { tag: [tags.comment, tags.lineComment], class: "tok-note" },
    { tag: tags.heading, class: "tok-heading" },
  ]),
);

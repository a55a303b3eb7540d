<?xml version="1.0" encoding="UTF-8"?>
<!-- The style sheet of html.xsl and matrix.xsl, inlined into what they write. Its hash stands in
     html-csp.xsl: after a change run harness/tests/reports/csp.sh with the option "update". -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template name="style-text"><xsl:text><![CDATA[
:root {
  color-scheme: light dark;
  --bg: light-dark(#f5f6f8, #0d1117);
  --card: light-dark(#ffffff, #151b23);
  --sunk: light-dark(#f6f8fa, #0f141b);
  --ink: light-dark(#1b2130, #e6edf3);
  --muted: light-dark(#545e6e, #9da9b8);
  --line: light-dark(#dde1e7, #2c3440);
  --accent: light-dark(#1f56c3, #82b0ff);
  --pass: light-dark(#136c2e, #56d07a);      --pass-bg: light-dark(#e2f5e7, #12301c);
  --fail: light-dark(#b91c2b, #ff8f88);      --fail-bg: light-dark(#fdeaea, #3b1719);
  --warn: light-dark(#7d5200, #ecc15a);      --warn-bg: light-dark(#fff3d6, #352a0c);
  --error: light-dark(#7a2dbb, #d6b0ff);     --error-bg: light-dark(#f4eafc, #2c1c3f);
  --skip: light-dark(#545e6e, #a5b0be);      --skip-bg: light-dark(#eceff3, #232a34);
  --known: light-dark(#0a6074, #66d0e6);     --known-bg: light-dark(#dff3f8, #0d2e37);
  --observed: light-dark(#1f56c3, #8fb8ff);  --observed-bg: light-dark(#e7effd, #16253f);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --r: 10px;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 112px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
main, .top, footer { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
h1, h2, h3, h4, p, dl, dd, ul, table, pre, figure { margin: 0; padding: 0; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; }
h3 { font-size: 1rem; }
a { color: var(--accent); text-underline-offset: 2px; }
code, pre, .mono { font-family: var(--mono); font-size: .9em; }
.t { unicode-bidi: isolate; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.hide { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip-link { position: absolute; left: 12px; top: -60px; background: var(--card); padding: 8px 14px; border-radius: 0 0 8px 8px; z-index: 9; }
.skip-link:focus { top: 0; }

/* ---- buttons */
button, select, input { font: inherit; color: inherit; }
.btn { background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: 3px 10px; font-size: .84rem; cursor: pointer; line-height: 1.5; min-height: 28px; }
.btn:hover { border-color: var(--accent); }
.btn[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #0d1117); }

/* ---- verdicts: colour, sign and word */
.v { display: inline-flex; align-items: center; gap: 5px; padding: 1px 9px; border-radius: 99px; font-size: .8rem; font-weight: 600; white-space: nowrap; color: var(--skip); background: var(--skip-bg); }
.v-pass { color: var(--pass); background: var(--pass-bg); }
.v-fail { color: var(--fail); background: var(--fail-bg); }
.v-warn { color: var(--warn); background: var(--warn-bg); }
.v-error, .v-broken { color: var(--error); background: var(--error-bg); }
.v-known { color: var(--known); background: var(--known-bg); }
.v-observed, .v-note { color: var(--observed); background: var(--observed-bg); }
.v-not-covered, .v-empty { color: var(--muted); background: none; box-shadow: inset 0 0 0 1px var(--line); }
.level { font-size: .72rem; font-weight: 600; letter-spacing: .03em; color: var(--muted); border: 1px solid var(--line); border-radius: 4px; padding: 0 5px; white-space: nowrap; }

/* ---- top */
.top { display: flex; align-items: center; gap: 6px 18px; flex-wrap: wrap; padding-top: 14px; padding-bottom: 14px; }
.brand { font-weight: 700; letter-spacing: -.01em; margin-right: auto; }
.brand small { font-weight: 400; color: var(--muted); margin-left: 6px; }
.top nav { display: flex; gap: 16px; flex-wrap: wrap; font-size: .92rem; }
.top .tools { display: flex; gap: 6px; }

/* ---- the verdict */
.hero { background: var(--card); border: 1px solid var(--line); border-left: 6px solid var(--skip); border-radius: var(--r); padding: 22px 24px; display: grid; gap: 16px; }
.hero-pass { border-left-color: var(--pass); } .hero-fail { border-left-color: var(--fail); }
.hero-error, .hero-broken { border-left-color: var(--error); } .hero-empty { border-left-color: var(--skip); }
.hero h1 { font-size: clamp(1.15rem, 2.6vw, 1.55rem); line-height: 1.3; letter-spacing: -.015em; text-wrap: pretty; display: flex; gap: 12px; align-items: flex-start; }
.hero h1 .sign { flex: none; width: 1.45em; height: 1.45em; border-radius: 50%; display: grid; place-items: center; font-size: .95em; }
.target { color: var(--muted); overflow-wrap: anywhere; }
.bar { display: block; width: 100%; height: 10px; border-radius: 5px; background: var(--skip-bg); }
.f-pass { fill: light-dark(#2f9e52, #3fb45f); } .f-fail { fill: light-dark(#d4323f, #f0616a); } .f-warn { fill: light-dark(#d9a215, #dcae3c); }
.f-error { fill: light-dark(#9150cc, #b583ec); } .f-skip { fill: light-dark(#a3acb8, #5d6876); } .f-known { fill: light-dark(#2a9cb5, #3fb0c9); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(98px, 1fr)); gap: 8px; list-style: none; }
.tiles li { display: grid; }
.tile { display: block; width: 100%; text-align: left; border: 1px solid var(--line); background: var(--sunk); border-radius: 8px; padding: 8px 12px; text-decoration: none; color: inherit; cursor: default; }
button.tile { cursor: pointer; } button.tile:hover { border-color: var(--accent); }
.tile[aria-pressed="true"] { outline: 2px solid var(--accent); outline-offset: -1px; }
.tile b { display: block; font-size: 1.45rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tile span { font-size: .82rem; color: var(--muted); }
.tile-pass b { color: var(--pass); } .tile-fail b { color: var(--fail); } .tile-warn b { color: var(--warn); }
.tile-error b { color: var(--error); } .tile-known b { color: var(--known); }
.tile.zero b { color: var(--muted); font-weight: 400; }

section.part { margin-top: 34px; }
section.part > h2 { margin-bottom: 12px; display: flex; align-items: baseline; gap: 10px; flex-wrap: wrap; }
section.part > h2 small { font-size: .85rem; font-weight: 400; color: var(--muted); letter-spacing: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: var(--r); }
.call { border-left: 4px solid var(--line); background: var(--sunk); border-radius: 0 8px 8px 0; padding: 8px 14px; overflow-wrap: anywhere; white-space: pre-wrap; }
.call + .call { margin-top: 8px; }
.call-fail { border-color: var(--fail); background: var(--fail-bg); } .call-error { border-color: var(--error); background: var(--error-bg); }
.call-warn { border-color: var(--warn); background: var(--warn-bg); } .call-known { border-color: var(--known); background: var(--known-bg); }
.call-note { border-color: var(--observed); background: var(--observed-bg); } .call-skip { border-color: var(--skip); background: var(--skip-bg); }
.call-pass { border-color: var(--pass); background: var(--pass-bg); } .call-broken { border-color: var(--error); background: var(--error-bg); }
.list { list-style: none; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 18px; font-size: .9rem; }
.facts dt { color: var(--muted); } .facts dd { overflow-wrap: anywhere; }
.more { margin-top: 0; } .more > summary { cursor: pointer; color: var(--muted); font-size: .9rem; width: max-content; max-width: 100%; }
.more[open] > summary { margin-bottom: 8px; }

/* ---- requirements */
.rtools { display: flex; gap: 6px; flex-wrap: wrap; margin-bottom: 10px; }
table.reqs { width: 100%; border-collapse: collapse; font-size: .9rem; }
table.reqs th { text-align: left; font-weight: 600; font-size: .8rem; color: var(--muted); padding: 9px 12px; border-bottom: 1px solid var(--line); }
table.reqs td, table.reqs tbody th { padding: 8px 12px; border-top: 1px solid var(--line); vertical-align: top; }
table.reqs tbody tr:first-child > * { border-top: 0; }
table.reqs tbody th { color: inherit; font-size: .9rem; white-space: nowrap; border-bottom: 0; }
table.reqs tbody th .t { white-space: normal; }
table.reqs tr:target > * { background: var(--observed-bg); }
table.reqs .source { display: block; color: var(--muted); font-size: .85em; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; }
.chip { display: inline-flex; gap: 5px; align-items: center; max-width: 100%; padding: 0 8px 0 6px; border-radius: 6px; font-size: .8rem; font-family: var(--mono); text-decoration: none; overflow-wrap: anywhere; }
.chip:not([class*="v-"]), .chip.v-skip { color: var(--skip); background: var(--skip-bg); }
a.chip:hover { text-decoration: underline; }
.col-level { width: 5.5rem; } .col-verdict { width: 8.5rem; } .col-cases { width: 38%; }

/* ---- timings */
.times { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 14px; align-items: start; }
.times > * { padding: 16px 18px; min-width: 0; }
.times h3 { margin-bottom: 8px; }
.hist { display: block; width: 100%; max-width: 560px; height: auto; }
.hist rect { fill: var(--accent); } .hist text { fill: var(--ink); font: 14px system-ui, "Liberation Sans", sans-serif; }
.hist .ax { fill: var(--muted); } .hist line { stroke: var(--line); }
table.plain { width: 100%; border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
table.plain th, table.plain td { text-align: right; padding: 4px 0 4px 12px; border-top: 1px solid var(--line); white-space: nowrap; }
table.plain thead th { border-top: 0; color: var(--muted); font-weight: 600; font-size: .8rem; }
table.plain th:first-child, table.plain td:first-child { text-align: left; padding-left: 0; white-space: normal; overflow-wrap: anywhere; }
table.plain tbody th { font-weight: 400; }

/* ---- the list of cases */
.filter { position: sticky; top: 0; z-index: 5; background: var(--bg); border-bottom: 1px solid var(--line); margin: 0 -20px 14px; padding: 10px 20px; display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.filter input[type="search"] { flex: 1 1 60%; min-width: 0; border: 1px solid var(--line); border-radius: 8px; background: var(--card); padding: 6px 12px; }
.filter select { border: 1px solid var(--line); border-radius: 8px; background: var(--card); padding: 6px 8px; max-width: 12rem; }
.toggles { display: flex; flex-wrap: wrap; gap: 5px; }
.filter .count { margin-left: auto; color: var(--muted); font-size: .86rem; font-variant-numeric: tabular-nums; }
.suite { margin-bottom: 22px; }
.suite > h3 { display: flex; gap: 10px; align-items: baseline; margin: 0 2px 8px; flex-wrap: wrap; }
.suite > h3 small { font-weight: 400; color: var(--muted); }
.cases { overflow: clip; }
.case { border-top: 1px solid var(--line); }
.case:first-child { border-top: 0; }
.case > summary { display: grid; grid-template-columns: 7.6rem minmax(0, 1fr) auto; gap: 4px 12px; align-items: baseline; padding: 8px 14px; cursor: pointer; list-style: none; }
.case > summary::-webkit-details-marker, .step > summary::-webkit-details-marker { display: none; }
.case > summary:hover, .step > summary:hover { background: var(--sunk); }
.case > summary:focus-visible { outline-offset: -3px; }
.case > summary .what { display: flex; flex-wrap: wrap; gap: 0 10px; align-items: baseline; min-width: 0; }
.case > summary .what b { font-family: var(--mono); font-size: .88rem; }
.case > summary .rs { color: var(--muted); font-size: .78rem; font-family: var(--mono); }
.case > summary .ms, .step > summary .ms { color: var(--muted); font-size: .84rem; font-variant-numeric: tabular-nums; white-space: nowrap; text-align: right; }
.case.s-fail { box-shadow: inset 3px 0 0 var(--fail); } .case.s-error { box-shadow: inset 3px 0 0 var(--error); }
.case.s-warn { box-shadow: inset 3px 0 0 var(--warn); } .case.s-known { box-shadow: inset 3px 0 0 var(--known); }
.case:target > summary, .case.here > summary { background: var(--observed-bg); }
.inside { padding: 4px 14px 16px; display: grid; gap: 12px; min-width: 0; }
.inside > * { min-width: 0; }
.facts-line { display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: .86rem; color: var(--muted); align-items: baseline; }
.flag { font-size: .76rem; border: 1px solid currentColor; color: var(--warn); border-radius: 4px; padding: 0 5px; font-weight: 600; white-space: nowrap; font-family: inherit; }

/* ---- steps: the list is the waterfall */
.steps { border: 1px solid var(--line); border-radius: 8px; overflow: clip; }
.scale { display: grid; grid-template-columns: subgrid; font-size: .76rem; color: var(--muted); }
.step { border-top: 1px solid var(--line); }
.step:first-child { border-top: 0; }
.step > summary { display: grid; grid-template-columns: 6.6rem minmax(8rem, 22%) minmax(8rem, 20%) minmax(4rem, 1fr) 4.6rem; gap: 2px 12px; align-items: center; padding: 5px 12px; cursor: pointer; list-style: none; font-size: .88rem; }
.step > summary > * { min-width: 0; }
.step > summary:focus-visible { outline-offset: -3px; }
.step .kind { color: var(--muted); font-size: .78rem; }
.step.k-given > summary .name, .step.k-cleanup > summary .name { color: var(--muted); }
.wf { display: block; width: 100%; height: 12px; background: var(--sunk); border-radius: 3px; }
.w-conn { fill: var(--warn); } .w-tls { fill: var(--error); } .w-wait { fill: var(--accent); opacity: .55; } .w-recv { fill: var(--accent); } .w-bad { fill: var(--fail); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: .78rem; color: var(--muted); }
.legend span::before { content: ""; display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; background: currentColor; }
.legend .l-conn::before { background: var(--warn); } .legend .l-tls::before { background: var(--error); }
.legend .l-wait::before { background: var(--accent); opacity: .55; } .legend .l-recv::before { background: var(--accent); } .legend .l-bad::before { background: var(--fail); }
.stepin { padding: 6px 12px 14px; display: grid; gap: 12px; background: var(--sunk); border-top: 1px solid var(--line); min-width: 0; }
.stepin > * { min-width: 0; }

/* ---- findings */
.finding { border: 1px solid var(--line); border-left: 4px solid var(--skip); border-radius: 0 8px 8px 0; background: var(--card); padding: 10px 14px; display: grid; gap: 8px; }
.finding > * { min-width: 0; }
.finding-fail { border-left-color: var(--fail); } .finding-warn { border-left-color: var(--warn); } .finding-error { border-left-color: var(--error); } .finding-note { border-left-color: var(--observed); }
.finding .head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; }
.finding .say { overflow-wrap: anywhere; white-space: pre-line; }
.ef { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 10px; }
.ef > div { min-width: 0; } .ef > .only { grid-column: 1 / -1; }
.ef h4 { font-size: .76rem; color: var(--muted); font-weight: 600; margin-bottom: 2px; }
.ef pre { border-radius: 6px; padding: 6px 10px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 16rem; overflow: auto; }
.ef .exp pre { background: var(--pass-bg); } .ef .fou pre { background: var(--fail-bg); }
.finding-note .ef .fou pre { background: var(--observed-bg); } .finding-warn .ef .fou pre { background: var(--warn-bg); }
.where { color: var(--muted); font-size: .78rem; overflow-wrap: anywhere; }

/* ---- exchanges */
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 12px; align-items: start; }
.msg { background: var(--card); border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
.msg > .bar-top { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; padding: 6px 12px; border-bottom: 1px solid var(--line); min-height: 41px; }
.msg h4 { font-size: .86rem; margin-right: auto; }
.msg .start { padding: 8px 12px 0; font-family: var(--mono); font-size: .82rem; overflow-wrap: anywhere; }
.msg .heads { padding: 4px 12px 8px; font-family: var(--mono); font-size: .78rem; line-height: 1.45; list-style: none; }
.msg .heads li { overflow-wrap: anywhere; padding-left: 1.2em; text-indent: -1.2em; }
.msg .heads b { font-weight: 600; color: var(--accent); }
.msg pre { position: relative; border-top: 1px solid var(--line); padding: 10px 12px; font-size: .78rem; line-height: 1.5; white-space: pre-wrap; word-break: break-all; max-height: 34rem; overflow: auto; tab-size: 2; border-radius: 0 0 8px 8px; }
.msg .none { padding: 8px 12px; color: var(--muted); font-size: .86rem; border-top: 1px solid var(--line); }
.x-tag { color: light-dark(#0b5a31, #7ee2a0); } .x-attr { color: light-dark(#7a4a00, #e6bb63); } .x-val { color: light-dark(#1d4f9e, #9cc4ff); } .x-soft { color: var(--muted); }
mark { border-radius: 3px; padding: 0 1px; color: inherit; background: light-dark(#ffe28a, #6a5200); }
mark.m-exp { background: light-dark(#a9ecbd, #1d6b35); } mark.m-fou { background: light-dark(#ffb9b6, #8c2b30); }
.loc { background: light-dark(#fff3d6, #352a0c); box-shadow: -6px 0 0 light-dark(#fff3d6, #352a0c), -9px 0 0 var(--warn); }
.inv { border-radius: 3px; background: light-dark(#e9d8fb, #48306a); color: light-dark(#4c1a80, #e7d3ff); font-size: .78em; padding: 0 3px; unicode-bidi: isolate; direction: ltr; user-select: none; }

/* ---- matrix of several runs */
.scroll { overflow-x: auto; }
table.matrix { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .9rem; }
table.matrix th, table.matrix td { padding: 7px 12px; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
table.matrix thead th { border-top: 0; position: sticky; top: 0; background: var(--card); border-bottom: 1px solid var(--line); vertical-align: bottom; min-width: 8.5rem; max-width: 16rem; overflow-wrap: anywhere; }
table.matrix thead th small { display: block; font-weight: 400; color: var(--muted); }
table.matrix tbody th { font-weight: 400; min-width: 11rem; }
table.matrix tbody th b { font-family: var(--mono); font-size: .88rem; }
table.matrix tbody th .t { overflow-wrap: anywhere; }
table.matrix tbody th span.t { display: block; color: var(--muted); font-size: .85rem; }

/* ---- dialog, toast */
dialog { border: 1px solid var(--line); border-radius: var(--r); background: var(--card); color: var(--ink); padding: 20px 24px; max-width: min(26rem, calc(100vw - 32px)); }
dialog::backdrop { background: rgb(0 0 0 / .45); }
dialog h2 { margin-bottom: 10px; } dialog .facts { margin-bottom: 16px; }
kbd { font-family: var(--mono); font-size: .85em; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; padding: 0 6px; background: var(--sunk); }
.toast { position: fixed; left: 50%; bottom: 22px; transform: translateX(-50%); background: var(--ink); color: var(--bg); border-radius: 99px; padding: 7px 18px; font-size: .9rem; opacity: 0; transition: opacity .15s; pointer-events: none; z-index: 10; max-width: calc(100vw - 32px); }
.toast.on { opacity: 1; }
footer { color: var(--muted); font-size: .85rem; padding-top: 30px; padding-bottom: 40px; }
.nothing { padding: 26px; text-align: center; color: var(--muted); }

@media (max-width: 900px) {
  .times, .pair { grid-template-columns: minmax(0, 1fr); }
  .step > summary { grid-template-columns: auto minmax(0, 1fr) auto; }
  .step > summary .http { grid-column: 2; grid-row: 2; }
  .step > summary .wfbox { grid-column: 1 / -1; }
  .step > summary .ms { grid-column: 3; grid-row: 1; }
}
@media (max-width: 820px) {
  table.reqs thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table.reqs, table.reqs tbody { display: block; }
  table.reqs tr { display: grid; grid-template-columns: auto auto 1fr; gap: 4px 8px; padding: 10px 12px; border-top: 1px solid var(--line); }
  table.reqs tbody tr:first-child { border-top: 0; }
  table.reqs td, table.reqs tbody th { display: block; padding: 0; border: 0; min-width: 0; }
  table.reqs .c-what, table.reqs .c-cases { grid-column: 1 / -1; }
}
@media (max-width: 640px) {
  main, .top, footer { padding-left: 12px; padding-right: 12px; }
  .hero { padding: 16px; }
  html { scroll-padding-top: 8px; }
  .filter { position: static; margin: 0 -12px 12px; padding: 10px 12px; }
  .filter select { flex: 1; max-width: none; }
  .case > summary { grid-template-columns: minmax(0, 1fr) auto; padding: 9px 12px; }
  .case > summary .what { grid-column: 1 / -1; grid-row: 2; }
  .inside { padding: 4px 10px 14px; } .stepin { padding: 6px 8px 12px; }
  .ef { grid-template-columns: minmax(0, 1fr); }
  table.plain, table.plain thead, table.plain tbody { display: block; }
  table.plain tr { display: grid; grid-template-columns: repeat(4, 1fr); border-top: 1px solid var(--line); padding: 4px 0; }
  table.plain thead tr { border: 0; } table.plain thead th:first-child { display: none; }
  table.plain th, table.plain td { border: 0; padding: 0; } table.plain th:first-child { grid-column: 1 / -1; }
  .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); } .tile { padding: 6px 10px; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: 6px; }
  dialog .facts { grid-template-columns: max-content minmax(0, 1fr); gap: 3px 18px; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (forced-colors: active) { .v, .chip, mark, .inv { border: 1px solid; } }
@page { margin: 14mm; }
@media print {
  :root { color-scheme: light !important; }
  body { background: #fff; font-size: 10.5pt; }
  .filter, .rtools, .tools, .top nav, .toast, .skip-link, .btn { display: none !important; }
  main, .top, footer { max-width: none; padding: 0; }
  .case > summary, .finding { break-inside: avoid; }
  .msg pre, .ef pre { max-height: none; overflow: visible; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
]]></xsl:text></xsl:template>
</xsl:stylesheet>

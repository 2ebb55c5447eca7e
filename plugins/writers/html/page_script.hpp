#pragma once

#include <string_view>

namespace ecoredline {

/// What makes a map of the page one that can be moved, asked and have its layers put away. Without it the page is the
/// same, and its maps stand still. It loads nothing, sends nothing and writes only into its own maps; the page's policy
/// lets this script run by its hash, and no other.
inline constexpr std::string_view kPageScript = R"js(
"use strict";
(() => {
const zh = document.documentElement.lang.startsWith("zh");
const say = (a, b) => zh ? a : b;
const NS = "http://www.w3.org/2000/svg", MOST = 64;
const make = (tag, props, parent) => {
  const e = Object.assign(document.createElement(tag), props);
  if (parent) parent.append(e);
  return e;
};
const nice = (most) => {
  let m = Math.pow(10, Math.floor(Math.log10(most)));
  for (const f of [5, 2]) if (m * f <= most) return m * f;
  return m;
};
function alive(figure) {
  const svg = figure.querySelector("svg.map");
  const clip = svg && svg.querySelector("g[clip-path]");
  if (!clip) return;
  const view = document.createElementNS(NS, "g");
  view.append(...clip.childNodes);
  clip.append(view);
  const labels = svg.querySelector("g.labels");
  if (labels) clip.append(labels);
  const marks = labels ? [...labels.querySelectorAll("text")].map((e) => ({e, x: +e.getAttribute("x"), y: +e.getAttribute("y")})) : [];
  const groups = [...view.querySelectorAll("g[data-layer]")].map((g) => {
    const parts = [g];
    for (let n = g.nextElementSibling; n && !n.dataset.layer; n = n.nextElementSibling) parts.push(n);
    return {g, parts, id: g.dataset.layer, wide: +g.getAttribute("stroke-width") || 0, off: false,
            names: [...g.querySelectorAll("title")].map((t) => t.textContent)};
  });
  const rect = svg.querySelector("clipPath rect");
  const F = ["x", "y", "width", "height"].map((n) => +rect.getAttribute(n));
  const hatches = [...svg.querySelectorAll("pattern")].map((e) => ({e, turn: e.getAttribute("patternTransform") || ""}));
  const bars = [...svg.querySelectorAll("g.scale path")];
  const barText = svg.querySelector("g.scale text");
  const bar = bars.length && /^M(\S+) (\S+)v1.6h(\S+)v/.exec(bars[0].getAttribute("d"));
  const said = barText && /^([\d.]+) (k?m)$/.exec(barText.textContent);
  const metres = bar && said ? said[1] * (said[2] === "km" ? 1000 : 1) / bar[3] : 0;
  let k = 1, tx = 0, ty = 0;
  const draw = () => {
    k = Math.min(MOST, Math.max(1, k));
    tx = Math.min(F[0] * (1 - k), Math.max((F[0] + F[2]) * (1 - k), tx));
    ty = Math.min(F[1] * (1 - k), Math.max((F[1] + F[3]) * (1 - k), ty));
    view.setAttribute("transform", `translate(${tx} ${ty}) scale(${k})`);
    for (const g of groups) if (g.wide) g.g.style.strokeWidth = g.wide / k;
    for (const h of hatches) h.e.setAttribute("patternTransform", `${h.turn} scale(${1 / k})`);
    for (const m of marks) { m.e.setAttribute("x", m.x * k + tx); m.e.setAttribute("y", m.y * k + ty); }
    svg.style.touchAction = k > 1 ? "none" : "pan-x pan-y";
    if (metres) {
      const length = nice(metres / k * F[2] / 4), mm = length / metres * k;
      for (const b of bars) b.setAttribute("d", `M${bar[1]} ${bar[2]}v1.6h${mm}v-1.6`);
      barText.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
      barText.setAttribute("x", +bar[1] + mm / 2);
    }
    out.disabled = home.disabled = k === 1;
  };
  const zoom = (f, x = F[0] + F[2] / 2, y = F[1] + F[3] / 2) => {
    const was = k;
    k = Math.min(MOST, Math.max(1, k * f));
    tx = x - (x - tx) * k / was;
    ty = y - (y - ty) * k / was;
    draw();
  };
  const at = (e) => new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
  // -- controls
  const tools = make("div", {className: "tools"});
  const button = (text, name, act) => {
    const b = make("button", {type: "button", textContent: text, title: name}, tools);
    b.addEventListener("click", act);
    b.setAttribute("aria-label", name);
    return b;
  };
  const whole = () => { k = 1; tx = ty = 0; draw(); };
  button("+", say("放大", "Zoom in"), () => zoom(1.6));
  const out = button("−", say("缩小", "Zoom out"), () => zoom(1 / 1.6));
  const home = button("⌂", say("回到全图", "Whole map"), whole);
  const help = make("p", {className: "note maphelp", textContent: say(
    "点击地图查询要素；拖动平移，按钮、双指或（点选地图后）滚轮缩放；键盘：方向键、+、−、0，回车查询图中心；图例可开关图层。",
    "Click to identify; drag to pan; buttons, two fingers or (once clicked) the wheel to zoom; keys: arrows, +, −, 0, Enter asks at the middle; the legend puts layers away.")});
  const told = make("div", {className: "told"});
  told.setAttribute("aria-live", "polite");
  const legend = figure.querySelector(".legend");
  svg.before(tools);
  svg.after(told, help);
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "application");
  // -- layers
  const hide = (id, off) => {
    for (const g of groups) if (g.id === id) { g.off = off; for (const p of g.parts) p.style.display = off ? "none" : ""; }
    for (const m of marks) {
      const of = groups.filter((g) => g.names.some((n) => n.includes(m.e.textContent)));
      m.e.style.display = of.length && of.every((g) => g.off) ? "none" : "";
    }
  };
  for (const li of legend ? legend.querySelectorAll("li[data-layer]") : []) {
    const label = make("label");
    const box = make("input", {type: "checkbox", checked: true}, label);
    box.addEventListener("change", () => hide(li.dataset.layer, !box.checked));
    label.append(...li.childNodes);
    li.append(label);
  }
  // -- identify
  for (const g of groups) if (g.g.getAttribute("fill") === "none" && g.id === "site") g.g.style.pointerEvents = "all";
  const known = [...figure.querySelectorAll(".ids li")];
  const ask = (x, y) => {
    told.textContent = "";
    const seen = new Set(), list = make("ul");
    let found = false;
    for (const e of document.elementsFromPoint(x, y)) {
      const title = e.parentNode && e.parentNode.dataset && view.contains(e) && e.querySelector("title");
      if (!title || seen.has(title.textContent)) continue;
      seen.add(title.textContent);
      found = true;
      const li = make("li", {}, list);
      make("b", {textContent: title.textContent.trim()}, li);
      for (const one of known) {
        const d = one.dataset, tail = [d.n, d.i].filter((s) => s).join(" ");
        if (d.l !== e.parentNode.dataset.layer || !tail || !title.textContent.trim().endsWith(tail)) continue;
        make("div", {textContent: one.textContent}, li);
      }
    }
    if (found) told.append(list);
    else told.textContent = say("此处所用资料无要素。", "The data used hold nothing here.");
  };
  const fingers = new Map();
  let moved = 0;
  svg.addEventListener("pointerdown", (e) => {
    fingers.set(e.pointerId, at(e));
    if (fingers.size === 1) moved = 0;
    if (k > 1 || e.pointerType !== "touch") svg.setPointerCapture(e.pointerId);
  });
  svg.addEventListener("pointermove", (e) => {
    const was = fingers.get(e.pointerId);
    if (!was) return;
    const now = at(e);
    const others = [...fingers].filter(([id]) => id !== e.pointerId).map(([, p]) => p);
    moved += Math.hypot(now.x - was.x, now.y - was.y);
    if (others.length) {
      const o = others[0], before = Math.hypot(was.x - o.x, was.y - o.y) || 1;
      zoom(Math.hypot(now.x - o.x, now.y - o.y) / before, o.x, o.y);
    } else if (k > 1) { tx += now.x - was.x; ty += now.y - was.y; draw(); }
    fingers.set(e.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (e) => {
    if (end === "pointerup" && fingers.size === 1 && moved < 1) ask(e.clientX, e.clientY);
    fingers.delete(e.pointerId);
  });
  svg.addEventListener("wheel", (e) => {
    if (document.activeElement !== svg && !e.ctrlKey) return;
    e.preventDefault();
    const p = at(e);
    zoom(Math.exp(-e.deltaY / 400), p.x, p.y);
  }, {passive: false});
  svg.addEventListener("dblclick", (e) => { const p = at(e); zoom(2, p.x, p.y); });
  svg.addEventListener("keydown", (e) => {
    const step = {ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[e.key];
    if (step) { tx += step[0] * F[2] / 6; ty += step[1] * F[3] / 6; draw(); }
    else if (e.key === "+" || e.key === "=") zoom(1.6);
    else if (e.key === "-") zoom(1 / 1.6);
    else if (e.key === "0") whole();
    else if (e.key === "Enter") { const b = svg.getBoundingClientRect(); ask(b.left + b.width / 2, b.top + b.height / 2); }
    else return;
    e.preventDefault();
  });
  draw();
  figure.classList.add("alive");
}
for (const figure of document.querySelectorAll("figure")) alive(figure);
})();
)js";

} // namespace ecoredline

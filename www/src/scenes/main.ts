// The first page: scenes that run when they are seen, each on recordings of the package at work.

import "../shared/frame.js";
import "./scenes.css";

import { byId, copyFrom } from "../shared/dom.js";
import { createFigure, type Figure } from "./figure.js";
import { isOfTryIt } from "./link.js";
import { SCENES } from "./scripts/all.js";
import { showPolicy } from "./toy-policy.js";
import { sayWhy } from "./why.js";

if (isOfTryIt(location.hash)) location.replace(`try/${location.hash}`);

const said = byId("said", HTMLElement);
const figures = new Map<Element, Figure>();
for (const scene of SCENES) {
  const root = byId(scene.id, HTMLElement);
  const name = root.closest("section")?.querySelector("h2")?.textContent ?? scene.id;
  const say = (sentence: string): void => {
    said.textContent = sentence;
  };
  figures.set(root, createFigure(scene, { root, name, say, ...(scene.id === "toy" && { onPlan: showPolicy }) }));
}

// A screen ahead, a scene is recorded; in sight, it plays.
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) figures.get(target)?.prepare();
  },
  { rootMargin: "100% 0px" },
);
const inSight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) figures.get(target.closest("figure") as Element)?.see(isIntersecting);
  },
  { threshold: 0.6 },
);

function follow(): void {
  for (const [root, figure] of figures) if (figure.follow(location.hash)) root.scrollIntoView({ block: "center" });
}

follow();
for (const root of figures.keys()) {
  near.observe(root);
  inSight.observe(root.querySelector("canvas") as Element);
}
window.addEventListener("hashchange", follow);
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copies]")) {
  button.addEventListener("click", () => void copyFrom(button, button.dataset.copies ?? ""));
}
void sayWhy();

// Check boxes for methods, and below them what shows those that are checked.
const Toggles = {
  // `draw(isShown)` returns elements for a function that says whether a method's name is checked; many boxes are folded.
  make(methods, draw, { folded = false } = {}) {
    const off = new Set(), place = element("div");
    const update = () => place.replaceChildren(...draw(name => !off.has(name)));
    const boxes = methods.map(({ name, colour }) => {
      const input = element("input", { type: "checkbox", checked: "" });
      input.addEventListener("change", () => { off[input.checked ? "delete" : "add"](name); update(); });
      return element("label", {}, input, " ", ...(colour ? [element("span", { class: "swatch", style: `background:${colour}` }), " "] : []), name);
    });
    update();
    const group = element("div", { class: folded ? "boxes" : "boxes legend", role: "group", "aria-label": "Methods shown" }, ...boxes);
    return [folded ? element("details", { class: "choose" }, element("summary", {}, "Choose methods"), group) : group, place];
  },
};

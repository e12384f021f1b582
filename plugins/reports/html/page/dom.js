// SPDX-License-Identifier: Apache-2.0
//
// dom.js: elements. Text is only ever set as text: nothing in the data can become markup.
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Text from the data: isolated, so that its direction changes nothing around it.
const said = (text) => el("bdi", {}, String(text));

function card(id, title, note, ...children) {
  return el(
    "section",
    {class: "card", id, "aria-labelledby": id + "-title"},
    el(
      "div",
      {class: "card-head"},
      el("h2", {id: id + "-title"}, title),
      el("div", {class: "tools"}),
    ),
    note ? el("p", {class: "note"}, note) : null,
    ...children,
  );
}

const emptyState = (text) => el("p", {class: "empty"}, text);

// Buttons of which one is pressed.
function choice(label, names, chosen, choose) {
  const buttons = names.map((name, place) =>
    el(
      "button",
      {
        type: "button",
        "aria-pressed": String(place === chosen),
        onclick: () => {
          buttons.forEach((button, other) =>
            button.setAttribute("aria-pressed", String(other === place)),
          );
          choose(place);
        },
      },
      name,
    ),
  );
  return el("div", {class: "choice", role: "group", "aria-label": label}, ...buttons);
}

// A colour of the theme by its name in page.css.
const colours = new Map();
function colour(name) {
  if (!colours.has(name))
    colours.set(
      name,
      getComputedStyle(document.documentElement)
        .getPropertyValue("--" + name)
        .trim(),
    );
  return colours.get(name);
}

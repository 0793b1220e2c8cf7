// Elements are made from text only: what a user or a server wrote never becomes markup.

type Child = Node | string;

interface Attributes {
  [name: string]: string | number | boolean | undefined;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("--")) element.style.setProperty(name, String(value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** The element of index.html with this id; its absence is a bug of this page. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`#${id} is not a ${type.name}`);
  return element;
}

export function option(value: string, label: string): HTMLOptionElement {
  return el("option", { value }, label);
}

/** The checked radio of a group, and its changes. */
export function radios(name: string) {
  const inputs = [...document.querySelectorAll<HTMLInputElement>(`input[type=radio][name=${name}]`)];
  return {
    get value(): string {
      return inputs.find((input) => input.checked)?.value ?? "";
    },
    set value(value: string) {
      for (const input of inputs) input.checked = input.value === value;
    },
    onChange(listener: () => void): void {
      for (const input of inputs) input.addEventListener("change", listener);
    },
  };
}

const COPIED_FOR = 1_600;

/**
 * Copies, and says so on the button. Where the platform does not allow it, selects what is shown, for the reader to copy.
 * Tells whether it copied.
 */
export async function copyFrom(button: HTMLButtonElement, text: string, shown?: Node): Promise<boolean> {
  button.dataset.label ??= button.textContent ?? "";
  const label = button.dataset.label;
  let copied = true;
  try {
    // Outside a secure context there is no clipboard at all.
    await navigator.clipboard.writeText(text);
  } catch {
    copied = false;
    if (shown !== undefined) getSelection()?.selectAllChildren(shown);
  }
  const otherwise = shown === undefined ? "Not copied" : "Press Ctrl C";
  button.textContent = copied ? "Copied" : otherwise;
  window.setTimeout(() => (button.textContent = label), COPIED_FOR);
  return copied;
}

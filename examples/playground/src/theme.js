// Light or dark: what the system says, until a person says otherwise for this visit.

export function watchTheme(button) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen;

  function apply() {
    const dark = chosen ?? system.matches;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.textContent = dark ? "Light" : "Dark";
    button.setAttribute("aria-label", dark ? "Light theme" : "Dark theme");
  }

  button.addEventListener("click", () => {
    chosen = !(chosen ?? system.matches);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}

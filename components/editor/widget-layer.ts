let layer: HTMLElement | null = null;

/**
 * Where lists and hover texts of all editors are drawn: above everything else of the page, whatever layer the editor itself
 * is in. Monaco takes its colours from the class.
 */
export function widgetLayer(): HTMLElement {
  if (layer !== null) return layer;
  layer = document.createElement("div");
  layer.className = "monaco-editor promfleet-editor-widgets";
  layer.style.cssText = "position: absolute; top: 0; left: 0; width: 0; height: 0; z-index: 400;";
  document.body.append(layer);
  return layer;
}

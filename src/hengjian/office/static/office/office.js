// What every page needs: charts and graphs from data-* attributes, the time a form was open, select-all.
(() => {
  "use strict";
  const data = (el) => JSON.parse(document.getElementById(el.dataset.source).textContent);

  function charts(root) {
    root.querySelectorAll("[data-chart]").forEach((el) => {
      if (!window.echarts || el.dataset.drawn) return;
      el.dataset.drawn = "1";
      const dark = document.documentElement.dataset.bsTheme === "dark";
      const chart = window.echarts.init(el, dark ? "dark" : null, { renderer: "canvas" });
      const option = data(el);
      chart.setOption({ backgroundColor: "transparent", aria: { enabled: true }, animation: false, ...option });
      chart.on("click", (p) => { const to = p.data && p.data.url; if (to) window.location = to; });
      window.addEventListener("resize", () => chart.resize());
    });
  }

  // Cytoscape would add an inline style element, which the content policy forbids; office.css has its one rule.
  function graphs(root) {
    if (!document.getElementById("__________cytoscape_stylesheet")) {
      const held = document.createElement("meta");
      held.id = "__________cytoscape_stylesheet";
      document.head.append(held);
    }
    root.querySelectorAll("[data-graph]").forEach((el) => {
      if (!window.cytoscape || el.dataset.drawn) return;
      el.dataset.drawn = "1";
      const graph = window.cytoscape({
        container: el, elements: data(el), layout: { name: "cose", animate: false, padding: 24 }, maxZoom: 1.3,
        style: [
          { selector: "node", style: { label: "data(label)", "font-size": 11, "text-wrap": "wrap", "text-max-width": 120, "background-color": "#0b4f8a", "text-valign": "bottom", "text-margin-y": 4, width: 26, height: 26 } },
          { selector: "node[kind='party']", style: { shape: "round-rectangle", "background-color": "#f59f00" } },
          { selector: "node[kind='person']", style: { shape: "diamond", "background-color": "#2fb344" } },
          { selector: "node[kind='unit']", style: { shape: "hexagon", "background-color": "#626976" } },
          { selector: "edge", style: { width: 1.5, "line-color": "#9aa5b1", label: "data(label)", "font-size": 9, "curve-style": "bezier" } },
        ],
      });
      graph.on("tap", "node", (e) => { const to = e.target.data("url"); if (to) window.location = to; });
    });
  }

  function forms(root) {
    root.querySelectorAll("form[data-timed]").forEach((form) => {
      const begun = Date.now();
      form.addEventListener("submit", () => {
        const spent = form.querySelector("input[name=seconds_spent]");
        if (spent) spent.value = Math.round((Date.now() - begun) / 1000);
      });
    });
    root.querySelectorAll("form").forEach((form) => {  // the list changes its address without a new page
      form.addEventListener("submit", () => {
        form.querySelectorAll("[data-here]").forEach((el) => { el.value = location.pathname + location.search; });
        form.querySelectorAll("[data-query]").forEach((el) => { el.value = location.search.slice(1); });
      });
    });
    root.querySelectorAll("[data-select-all]").forEach((box) => {
      box.addEventListener("change", () => {
        document.querySelectorAll(`input[name="${box.dataset.selectAll}"]`).forEach((b) => { b.checked = box.checked; });
      });
    });
    root.querySelectorAll("[data-submit-on-change]").forEach((el) => {
      el.addEventListener("change", () => el.form.requestSubmit());
    });
  }

  function prepare(root) { charts(root); graphs(root); forms(root); }
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:afterSwap", (e) => prepare(e.target));
  document.addEventListener("htmx:responseError", (e) => {
    const box = document.getElementById("messages");
    const note = document.createElement("div");
    note.className = "alert alert-danger"; note.setAttribute("role", "alert");
    note.textContent = e.detail.xhr.responseText.length < 300 ? e.detail.xhr.responseText : document.documentElement.lang === "en" ? "The action failed." : "操作没有成功。";
    box.replaceChildren(note);
  });
})();

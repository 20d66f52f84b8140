// Editors of the rulebook: a text area becomes an ace editor; without this script it stays a text area.
(() => {
  "use strict";
  const READ_LIMIT = 36;

  function editor(area) {
    const box = document.createElement("div");
    box.className = "editor";
    area.after(box);
    area.hidden = true;
    const made = window.ace.edit(box, {
      mode: `ace/mode/${area.dataset.editor}`, theme: "ace/theme/textmate", readOnly: area.readOnly,
      showPrintMargin: false, tabSize: 4, useSoftTabs: true, fontSize: 13, wrap: true,
      minLines: 8, maxLines: area.readOnly ? 400 : READ_LIMIT, scrollPastEnd: 0,
    });
    made.session.setValue(area.value);
    made.textInput.getElement().setAttribute("aria-label", area.getAttribute("aria-label") || area.name);
    if (area.readOnly) { made.renderer.setShowGutter(true); made.setHighlightActiveLine(false); return made; }
    made.session.on("change", () => { area.value = made.getValue(); area.dispatchEvent(new Event("input", { bubbles: true })); });
    made.commands.addCommand({ name: "leave", bindKey: "Esc", exec: (e) => e.blur() });
    return made;
  }

  function marks(area, made) {
    const found = document.getElementById(area.dataset.marks || "");
    if (!found) return;
    made.session.setAnnotations(JSON.parse(found.textContent).map((m) => ({
      row: Math.max(0, m.line - 1), column: Math.max(0, m.column - 1), text: m.text, type: "error",
    })));
  }

  function completion(area, made) {
    if (!area.dataset.words || !window.ace.require("ace/ext/language_tools")) return;
    let words = null;
    fetch(area.dataset.words, { headers: { Accept: "application/json" } }).then((r) => r.json()).then((d) => { words = d; });
    const completer = {
      identifierRegexps: [/[a-zA-Z_0-9]/], triggerCharacters: ["."],
      getCompletions(_e, session, pos, prefix, done) {
        if (!words) { done(null, []); return; }
        const before = session.getLine(pos.row).slice(0, pos.column);
        done(null, area.dataset.editor === "sql" ? sqlWords(words, session.getValue(), before) : yamlWords(words));
      },
    };
    made.completers = [completer];
    made.setOptions({ enableBasicAutocompletion: [completer], enableLiveAutocompletion: [completer] });
  }

  const ALIAS = /\b(src|param|engine)\.([a-z_0-9]+)(?:\s+as)?\s+([a-z_][a-z_0-9]*)/gi;
  function sqlWords(words, text, before) {
    const after = /([a-z_][a-z_0-9]*)\.[a-z_0-9]*$/i.exec(before);
    const columns = (name) => (words.tables[name] || []).map((c) => ({ value: c.name, caption: c.name, meta: c.title, score: 900 }));
    if (after && ["src", "param", "engine"].includes(after[1])) {
      return Object.keys(words.tables).filter((t) => t.startsWith(`${after[1]}.`))
        .map((t) => ({ value: t.split(".")[1], caption: t.split(".")[1], meta: words.titles[t], score: 800 }));
    }
    if (after) {
      for (const m of text.matchAll(ALIAS)) {
        if (m[3].toLowerCase() === after[1].toLowerCase()) {
          return columns(`${m[1]}.${m[2]}`).map((c) => ({ ...c, value: c.value }));
        }
      }
      return columns(`src.${after[1]}`);
    }
    return [
      ...Object.keys(words.tables).map((t) => ({ value: t, caption: t, meta: words.titles[t], score: 500 })),
      ...words.keywords.map((k) => ({ value: k, caption: k, meta: "SQL", score: 300 })),
    ];
  }
  function yamlWords(words) {
    return [
      ...words.cases.map((k) => ({ value: k, caption: k, meta: "YAML", score: 400 })),
      ...Object.entries(words.tables).filter(([t]) => t.startsWith("src."))
        .flatMap(([t, cs]) => [{ value: t.slice(4), caption: t.slice(4), meta: words.titles[t], score: 300 },
          ...cs.map((c) => ({ value: c.name, caption: c.name, meta: c.title, score: 200 }))]),
    ];
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (window.ace) {
      window.ace.config.set("useStrictCSP", true);
      window.ace.config.setDefaultValue("session", "useWorker", false);
      document.querySelectorAll("textarea[data-editor]").forEach((area) => {
        const made = editor(area);
        marks(area, made);
        completion(area, made);
        document.addEventListener("shown.bs.tab", () => made.resize());
      });
    }
    document.querySelectorAll("form[data-busy]").forEach((form) => {
      form.addEventListener("submit", (e) => {
        const button = e.submitter;
        if (!button || !button.dataset.busyText) return;
        window.setTimeout(() => { button.disabled = true; button.textContent = button.dataset.busyText; }, 0);
      });
    });
    const opened = window.location.hash && document.querySelector(`[data-bs-toggle="tab"][href="${CSS.escape(window.location.hash).replace("\\#", "#")}"]`);
    if (opened) opened.click();
  });
})();
